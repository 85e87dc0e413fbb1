/** FIN and the opcode of a text message (RFC 6455 §5.2); what a server sends is not masked. */
const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

let lastMessage: string | null = null;
let lastFrame: Buffer = Buffer.alloc(0);

/** The bytes of a WebSocket text message. An event goes to its readers in a row: its bytes are made once for all. */
export function textFrameOf(message: string): Buffer {
  if (message !== lastMessage) {
    lastFrame = makeFrame(message);
    lastMessage = message;
  }
  return lastFrame;
}

function makeFrame(message: string): Buffer {
  const length = Buffer.byteLength(message);
  const headLength = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headLength + length);
  frame[0] = FINAL_TEXT;
  if (headLength === 2) {
    frame[1] = length;
  } else if (headLength === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(message, headLength);
  return frame;
}
