import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseDriver } from './choose-driver.ts';
import { findProgram, isOlder, wantedPrograms } from './programs.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Writes a program that prints a version and does nothing else. */
function pretend(name: string, says: string): void {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
}

describe('a program of the host', () => {
  test('is found, with its version', async () => {
    pretend('redis-server', 'Redis server v=8.0.2 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64');
    expect(await findProgram(wantedPrograms.redis, directory)).toEqual({
      path: join(directory, 'redis-server'),
      version: '8.0.2',
      calledItself: 'Redis',
    });
  });

  test.for([
    [
      'Valkey server v=8.1.3 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0',
      'Valkey',
      '8.1.3',
    ],
    ['KeyDB server v=6.3.4 sha=7e7e5e57:0 malloc=jemalloc-5.1.0 bits=64 build=0', 'KeyDB', '6.3.4'],
  ] as const)(
    'that is started as redis-server keeps its own name: %s',
    async ([says, name, version]) => {
      pretend('redis-server', says);
      expect(await findProgram(wantedPrograms.redis, directory)).toMatchObject({
        calledItself: name,
        version,
      });
    },
  );

  test('that is too old is refused, with the reason and the remedy', async () => {
    pretend('redis-server', 'Redis server v=6.0.16 sha=00000000:0');
    await expect(findProgram(wantedPrograms.redis, directory)).rejects.toMatchObject({
      code: 'program_too_old',
      message: expect.stringMatching(/6\.0\.16.* 6\.2\.0 .*XTRIM|6\.0\.16.* 6\.2\.0 .*MINID/s),
    });
  });

  test('that is missing is named, with the remedy', async () => {
    const unheard = { ...wantedPrograms.nginx, name: 'nginx-unheard-of' };
    await expect(findProgram(unheard, directory)).rejects.toMatchObject({
      code: 'program_missing',
      message: expect.stringMatching(/nginx-unheard-of is not installed.*setup\.sh/),
    });
  });

  test.for([
    ['1.22.1', [1, 19, 10], false],
    ['1.19.9', [1, 19, 10], true],
    ['1.19.10', [1, 19, 10], false],
    ['10.0.0', [6, 2, 0], false],
    ['6.2', [6, 2, 0], false],
  ] as const)('version %s against the minimum %j: too old is %j', ([version, minimum, older]) => {
    expect(isOlder(version, minimum)).toBe(older);
  });
});

describe('the driver', () => {
  test('is the one that the caller asks for', async () => {
    expect(await chooseDriver('native')).toBe('native');
  });

  test('that does not exist is refused, and the error lists those that do', async () => {
    await expect(chooseDriver('podman')).rejects.toThrow('choose native or compose');
  });
});
