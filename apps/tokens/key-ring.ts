import { stat } from 'node:fs/promises';
import type { Config } from '../shared/config.ts';
import { type Keys, loadKeys, withdrawKey } from './key-file.ts';
import { createTokenLibrary, type TokenLibrary } from './token-library.ts';

/** The keys as the key file holds them now: each replica notices what another has done to it. */
export interface KeyRing {
  /** Costs one look at the file's times; asked for when something is signed or the key set is fetched. */
  current(): Promise<Keys>;
  /** A new key signs from now on, and the one that signed until now is no longer in the key set. */
  withdraw(): Promise<{ readonly withdrawnKid: string; readonly kid: string }>;
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
  return {
    current,
    async withdraw() {
      const withdrawnKid = (await current()).kid;
      await withdrawKey(path, algorithm);
      return { withdrawnKid, kid: (await current()).kid };
    },
  };
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
