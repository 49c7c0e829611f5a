import { stat } from 'node:fs/promises';
import type { Config } from '../shared/config.ts';
import { createTokenLibrary } from './configured-library.ts';
import { type Keys, loadKeys, rotateKey, withdrawKey } from './key-file.ts';
import type { TokenLibrary } from './token-library.ts';

/** The keys as the key file holds them now: each replica notices what another has done to it. */
export interface KeyRing {
  /** Costs one look at the file's times; asked for when something is signed or the key set is fetched. */
  current(): Promise<Keys>;
  /** A new key signs from now on. The older ones stay in the key set and verify, until they are withdrawn. */
  rotate(): Promise<KeyChange>;
  /** The oldest key is no longer in the key set. If it was the only one, a new one signs from now on. */
  withdraw(): Promise<KeyChange>;
}

export interface KeyChange {
  /** The key that signs. */
  readonly kid: string;
  /** All that verify, the newest first. */
  readonly kids: readonly string[];
}

export async function openKeyRing(
  config: Pick<Config, 'keysFile' | 'tokenAlgorithm'>,
): Promise<KeyRing> {
  const { keysFile: path, tokenAlgorithm: algorithm } = config;
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

/** Signs with the newest key of the ring. Verifies as always: with what the key set said when it was last fetched. */
export async function createRingLibrary(
  config: Config,
  ring: KeyRing,
  now: () => number,
): Promise<TokenLibrary> {
  let signingKeys = await ring.current();
  const verifier = createTokenLibrary(config, signingKeys, now);
  let signer = verifier;
  return {
    verify: (token, type) => verifier.verify(token, type),
    async sign(payload, type) {
      const keys = await ring.current();
      if (keys !== signingKeys) {
        signer = createTokenLibrary(config, keys, now);
        signingKeys = keys;
      }
      return await signer.sign(payload, type);
    },
  };
}
