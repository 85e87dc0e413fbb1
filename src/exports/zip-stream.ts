import { pipeline, Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  path: string;
  content: AsyncIterable<string> | Iterable<string>;
}

interface Written {
  name: Buffer;
  offset: number;
  crc: number;
  packed: number;
  size: number;
}

/** Without the zip64 extension, which older spreadsheets do not read, sizes and places have 32 bits. */
const MAX_SIZE = 0xffff_ffff;
/** Sizes follow the data, names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** 1 January 1980, the first day that the format knows: an archive of the same rows is then the same bytes. */
const DOS_DATE = 0x0021;

/**
 * A ZIP archive as a stream of bytes (PKWARE APPNOTE 6.3). Memory is what zlib holds; compression runs on the thread pool.
 *
 * Written here because a workbook needs no more of the format than this, and the common libraries either gather an
 * archive in memory or ignore a slow reader.
 */
export async function* zipStream(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer, void> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { path, content } of entries) {
    const entry: Written = { name: Buffer.from(path), offset, crc: 0, packed: 0, size: 0 };
    const head = Buffer.concat([localHeader(), lengthsOf(entry.name), entry.name]);
    yield head;
    for await (const chunk of deflated(content, entry)) {
      entry.packed += chunk.length;
      yield chunk;
    }
    const tail = descriptorOf(entry);
    yield tail;
    offset += head.length + entry.packed + tail.length;
    assertFits(Math.max(entry.size, offset));
    written.push(entry);
  }
  const directory = Buffer.concat(written.map(directoryRecord));
  yield Buffer.concat([directory, endRecord(written.length, directory.length, offset)]);
}

/** Compresses the content, and counts it. Leaving early ends the content's generator as well. */
function deflated(content: ZipEntry['content'], entry: Written): AsyncIterable<Buffer> {
  const counted = async function* (): AsyncGenerator<Buffer, void> {
    for await (const text of content) {
      const bytes = Buffer.from(text);
      entry.size += bytes.length;
      entry.crc = crc32(bytes, entry.crc);
      yield bytes;
    }
  };
  // Level 1: a sheet is repetitive, and packs to a tenth at the first level already.
  const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED });
  // An error reaches the reader through the stream itself.
  pipeline(Readable.from(counted(), { objectMode: false }), deflate, () => undefined);
  return deflate as AsyncIterable<Buffer>;
}

function localHeader(): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  writeCommon(header, 6);
  return header;
}

/** Flags, method, time and date. */
function writeCommon(header: Buffer, at: number): void {
  header.writeUInt16LE(FLAGS, at);
  header.writeUInt16LE(DEFLATED, at + 2);
  header.writeUInt16LE(DOS_DATE, at + 6);
}

function lengthsOf(name: Buffer): Buffer {
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(name.length, 0);
  return lengths;
}

function descriptorOf(entry: Written): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  writeSizes(descriptor, 4, entry);
  return descriptor;
}

function writeSizes(target: Buffer, at: number, { crc, packed, size }: Written): void {
  assertFits(Math.max(packed, size));
  target.writeUInt32LE(crc, at);
  target.writeUInt32LE(packed, at + 4);
  target.writeUInt32LE(size, at + 8);
}

function directoryRecord(entry: Written): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(VERSION, 4);
  record.writeUInt16LE(VERSION, 6);
  writeCommon(record, 8);
  writeSizes(record, 16, entry);
  record.writeUInt16LE(entry.name.length, 28);
  record.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([record, entry.name]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

function assertFits(size: number): void {
  if (size > MAX_SIZE) {
    throw new Error(`Expected an archive of at most 4 GiB, was ${size} bytes: export a shorter range`);
  }
}
