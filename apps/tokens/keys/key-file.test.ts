import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rotateKey, withdrawKey } from './key-changes.ts';
import { loadKeys } from './key-file.ts';

const text = expect.any(String);
/** All that a public key has. A member more could be a secret. */
const expectedMembers = {
  RS256: { kty: 'RSA', n: text, e: text },
  ES256: { kty: 'EC', crv: 'P-256', x: text, y: text },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', x: text },
};

describe('the key file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-keys-'));
    path = join(folder, 'keys.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('replicas that start at once agree on one key, and leave nothing else behind', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => loadKeys(path, 'ES256')));
    expect(new Set(all.map(({ keys }) => keys[0]?.kid)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  test('the keys are the same after a restart', async () => {
    const before = await loadKeys(path, 'RS256');
    const after = await loadKeys(path, 'RS256');
    expect(after.publicJwks).toEqual(before.publicJwks);
    expect(after.refreshSecret).toEqual(before.refreshSecret);
  });

  test('only its owner may read it', async () => {
    await loadKeys(path, 'ES256');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test.for(['RS256', 'ES256', 'EdDSA'] as const)(
    '%s publishes its public part and nothing else',
    async (algorithm) => {
      const { publicJwks, keys } = await loadKeys(path, algorithm);
      expect(publicJwks.keys).toHaveLength(1);
      expect(publicJwks.keys[0]).toEqual({
        ...expectedMembers[algorithm],
        kid: keys[0]?.kid,
        alg: algorithm,
        use: 'sig',
      });
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) {
        expect(publicJwks.keys[0]).not.toHaveProperty(secret);
      }
    },
  );

  test('HS256 publishes nothing', async () => {
    expect((await loadKeys(path, 'HS256')).publicJwks).toEqual({ keys: [] });
  });

  test('a file for another algorithm is refused, and both are named', async () => {
    await loadKeys(path, 'ES256');
    await expect(loadKeys(path, 'RS256')).rejects.toThrow(/ES256.*RS256/);
  });

  test('a file that holds something else is refused and not overwritten', async () => {
    await writeFile(path, 'not json');
    await expect(loadKeys(path, 'ES256')).rejects.toThrow('KEYS_FILE');
    expect(await readFile(path, 'utf8')).toBe('not json');
  });

  test('a folder that does not exist is a configuration error', async () => {
    await expect(loadKeys(join(folder, 'no', 'keys.json'), 'ES256')).rejects.toThrow(
      'KEYS_FILE: cannot be written',
    );
  });

  test('of rotations and a withdrawal at the same moment none undoes another', async () => {
    const [oldest] = (await loadKeys(path, 'ES256')).keys;
    await rotateKey(path, 'ES256', 0);
    const rotations = Array.from({ length: 3 }, () => rotateKey(path, 'ES256', 0));
    await Promise.all([...rotations, withdrawKey(path, 'ES256')]);
    const { keys } = await loadKeys(path, 'ES256');
    expect(keys.map(({ kid }) => kid)).not.toContain(oldest?.kid);
    expect(keys).toHaveLength(4);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  test('a replica that was killed in the middle of a change does not keep the others from theirs', async () => {
    await loadKeys(path, 'ES256');
    await writeFile(`${path}.lock`, '');
    await rotateKey(path, 'ES256', 0);
    expect((await loadKeys(path, 'ES256')).keys).toHaveLength(2);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });
});
