import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenAlgorithm } from '../settings.ts';
import { hasCode, keyFile, newKey, type PrivateJwk, parseJson, versionOf } from './key-file.ts';

/**
 * Publishes a new key, which signs from the given time on. The older ones still verify what they have signed. Not for
 * HS256, whose one key is held in the memory of every replica.
 */
export function rotateKey(
  path: string,
  algorithm: TokenAlgorithm,
  signsFromMs: number,
): Promise<void> {
  return changeKeys(path, (keys) => [newKey(algorithm, signsFromMs), ...keys]);
}

/**
 * Takes the oldest key out of the set. The only one is replaced by a new one, or nothing could be signed. Refresh
 * tokens stay good: their secret is another. Not for HS256.
 */
export function withdrawKey(path: string, algorithm: TokenAlgorithm): Promise<void> {
  return changeKeys(path, (keys) => (keys.length > 1 ? keys.slice(0, -1) : [newKey(algorithm, 0)]));
}

/**
 * One change at a time, whichever replica makes it: a rotation that has read the set before a withdrawal would write
 * the withdrawn key back. No reader sees half a file.
 */
async function changeKeys(
  path: string,
  change: (keys: readonly PrivateJwk[]) => readonly PrivateJwk[],
): Promise<void> {
  const lock = `${path}.lock`;
  await take(lock);
  try {
    const held = keyFile.parse(parseJson(await readFile(path, 'utf8')));
    const own = `${path}.${process.pid}.${randomBytes(8).toString('base64url')}`;
    const text = JSON.stringify({ ...held, keys: change(held.keys) });
    await writeFile(own, text, { mode: 0o600, flag: 'wx' });
    await rename(own, path);
  } finally {
    await rm(lock, { force: true });
  }
}

/** A change takes milliseconds. A lock that has not changed for this time is that of a replica that was killed. */
const lockMs = 2_000;

/** Makes a file that only one replica at a time can make. Waits while another one has it. */
async function take(lock: string): Promise<void> {
  let seen: string | null = null;
  for (let waitedMs = 0; ; waitedMs += 10) {
    try {
      await writeFile(lock, '', { mode: 0o600, flag: 'wx' });
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const version = await versionOf(lock);
    if (version !== seen) waitedMs = 0;
    seen = version;
    if (waitedMs >= lockMs) await rm(lock, { force: true });
    await sleep(10);
  }
}
