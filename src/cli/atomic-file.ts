import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Writes a file that appears under its name only when it is whole and on disk; one that was there stays until then.
 * What was begun is removed when the content fails, and when the process is told to end.
 */
export async function writeAtomically(
  path: string,
  content: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  // In the same folder: a rename is atomic within one file system only.
  const temporary = `${path}.${process.pid}.part`;
  const file = await open(temporary, 'wx');
  const abandon = (): void => {
    rmSync(temporary, { force: true });
    process.exit(130);
  };
  SIGNALS.forEach((signal) => process.once(signal, abandon));
  try {
    // `flush` syncs the file before it is closed: after a power cut the name must not stand for half of it.
    await pipeline(content, file.createWriteStream({ flush: true }));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    SIGNALS.forEach((signal) => process.removeListener(signal, abandon));
    await file.close().catch(() => undefined);
  }
}
