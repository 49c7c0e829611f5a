import { open } from 'node:fs/promises';

const tailBytes = 64 * 1024;

/** The last lines of a file, oldest first; none when it does not exist. Reads no more than its last 64 KiB. */
export async function lastLines(path: string, lines: number): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - tailBytes);
    const { bytesRead, buffer } = await file.read(
      Buffer.alloc(size - start),
      0,
      size - start,
      start,
    );
    const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
    return text === '' ? [] : text.split('\n').slice(-lines);
  } finally {
    await file.close();
  }
}
