import { stat } from 'node:fs/promises';
import type { Settings } from '../settings.ts';
import { type Keys, loadKeys, rotateKey, withdrawKey } from './key-file.ts';

/** The keys as the key file holds them now. Each replica notices what another replica has changed in it. */
export interface KeyRing {
  /** Costs one look at the file's times. Every signature and every fetch of the key set asks for it. */
  current(): Promise<Keys>;
  /** A new key signs from now on. The older ones stay in the key set and verify, until they are withdrawn. */
  rotate(): Promise<KeyChange>;
  /** Takes the oldest key out of the key set. If it was the only one, a new one signs from now on. */
  withdraw(): Promise<KeyChange>;
}

export interface KeyChange {
  /** The key that signs. */
  readonly kid: string;
  /** All that verify, the newest first. */
  readonly kids: readonly string[];
}

export async function openKeyRing({
  keysFile: path,
  algorithm,
}: Pick<Settings, 'keysFile' | 'algorithm'>): Promise<KeyRing> {
  let keys = await loadKeys(path, algorithm);
  let version = await versionOf(path);

  const current = async () => {
    const found = await versionOf(path);
    if (found === version) return keys;
    keys = await loadKeys(path, algorithm);
    version = found;
    return keys;
  };
  const change = (act: typeof rotateKey) => async (): Promise<KeyChange> => {
    await act(path, algorithm);
    const { kid, publicJwks } = await current();
    return { kid, kids: publicJwks.keys.map((key) => String(key.kid)) };
  };
  return { current, rotate: change(rotateKey), withdraw: change(withdrawKey) };
}

/** A file that is replaced has another inode, whatever the resolution of its times. Null: it is gone. */
async function versionOf(path: string): Promise<string | null> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch {
    return null;
  }
}
