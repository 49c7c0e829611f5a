import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordedResult } from '../report/fixture.ts';
import { readResult } from './read-result.ts';
import type { Result } from './result.ts';
import {
  checksumFileName,
  checksumLine,
  resultFileName,
  sha256,
  writeResult,
} from './result-files.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'results-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Writes any content as if the bench had: with a sum that fits. */
async function writeWithSum(content: string): Promise<void> {
  await writeFile(join(directory, resultFileName), content);
  await writeFile(join(directory, checksumFileName), checksumLine(sha256(content), resultFileName));
}

const written = async () => JSON.parse(await readFile(join(directory, resultFileName), 'utf8'));

describe('a result that was written', () => {
  test('is read back as it was', async () => {
    const result = recordedResult();
    await writeResult(directory, result);
    expect(await readResult(directory)).toEqual(result);
  });

  test('by a later minor version is read, and the keys that it has added are passed over', async () => {
    await writeResult(directory, recordedResult());
    const content = await written();
    content.added = 1;
    content.run.added = { deep: true };
    content.lookup.trials[0].added = 'later';
    await writeWithSum(JSON.stringify({ ...content, schemaVersion: '1.99.0' }));
    expect(await readResult(directory)).toEqual({
      ...recordedResult(),
      schemaVersion: '1.99.0',
    });
  });

  test('with a fault that this version does not know is read, and one with a malformed name is not', async () => {
    const named = (fault: string): Result => {
      const result = recordedResult();
      for (const trial of result.failover?.trials ?? []) trial.fault = fault;
      return result;
    };
    await writeResult(directory, named('moon-lost'));
    const { failover } = await readResult(directory);
    expect(new Set(failover?.trials.map(({ fault }) => fault))).toEqual(new Set(['moon-lost']));
    await expect(writeResult(directory, named('Moon lost'))).rejects.toMatchObject({
      message: expect.stringContaining('failover.trials.0.fault'),
    });
  });

  test('carries a sum that sha256sum can check', async () => {
    await writeResult(directory, recordedResult());
    const sums = await readFile(join(directory, checksumFileName), 'utf8');
    expect(sums).toMatch(/^[0-9a-f]{64} {2}results\.json\n$/);
  });

  test('replaces an earlier one and leaves no temporary file', async () => {
    for (const seed of [1, 2]) {
      const { run, ...result } = recordedResult();
      await writeResult(directory, { ...result, run: { ...run, seed } });
    }
    expect((await readResult(directory)).run.seed).toBe(2);
    expect((await readdir(directory)).sort()).toEqual([checksumFileName, resultFileName]);
  });

  test('that breaks its own schema is kept under another name, and the fields are named', async () => {
    const result: Result = recordedResult();
    result.run.seed = -1;
    await expect(writeResult(directory, result)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('run.seed'),
    });
    expect(await readdir(directory)).toEqual(['results.invalid.json']);
  });
});

test('results.json alone is enough, and one line says that its sum is missing', async () => {
  await writeResult(directory, recordedResult());
  await rm(join(directory, checksumFileName));
  const said: string[] = [];
  expect(await readResult(directory, { say: (line) => said.push(line) })).toEqual(recordedResult());
  expect(said).toEqual([
    expect.stringMatching(/read without a check, because there is no SHA256SUMS/),
  ]);
});

test.for([resultFileName, checksumFileName])(
  'a disk that is full when %s is written changes nothing, and leaves no temporary file',
  async (name) => {
    await writeResult(directory, recordedResult());
    // Whatever is written there ends in ENOSPC.
    await symlink('/dev/full', join(directory, `${name}.${process.pid}.tmp`));
    const { run, ...result } = recordedResult();
    await expect(
      writeResult(directory, { ...result, run: { ...run, seed: 12 } }),
    ).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readResult(directory)).toEqual(recordedResult());
    expect((await readdir(directory)).sort()).toEqual([checksumFileName, resultFileName]);
  },
);

test('no text or key of a file carries what controls a terminal', async () => {
  const result = recordedResult();
  result.environment.cpuModel = 'A\u001b[2J\u009b31m\r\nB\u202e';
  result.config.plan['lookup.\u001b]0;title\u0007'] = 1;
  await writeResult(directory, result);
  const read = await readResult(directory);
  expect(read.environment.cpuModel).toBe('A [2J 31m B ');
  expect(read.config.plan).toHaveProperty(['lookup. ]0;title '], 1);
  expect(JSON.stringify(read)).not.toMatch(/\\u00|[\p{Cc}\p{Cf}]/u);
});

describe('a folder that cannot be used is named, with its reason', () => {
  const refusal = (code: string, ...parts: string[]) => ({
    code,
    message: expect.stringMatching(new RegExp([directory, ...parts].join('.*'))),
  });

  test('nothing in it', async () => {
    await expect(readResult(directory)).rejects.toMatchObject(
      refusal('no-results', 'results.json'),
    );
  });

  test('a run that stopped before its last experiment', async () => {
    await writeResult(directory, { ...recordedResult(), failover: null });
    await expect(readResult(directory)).rejects.toMatchObject(refusal('incomplete', 'failover'));
    expect((await readResult(directory, { partial: true })).failover).toBeNull();
  });

  test('a file that was edited', async () => {
    await writeResult(directory, recordedResult());
    const content = await readFile(join(directory, resultFileName), 'utf8');
    await writeFile(join(directory, resultFileName), content.replace('"seed": 11', '"seed": 12'));
    await expect(readResult(directory)).rejects.toMatchObject(refusal('edited'));
  });

  test('a file that was cut short', async () => {
    await writeResult(directory, recordedResult());
    const content = await readFile(join(directory, resultFileName), 'utf8');
    await writeFile(join(directory, resultFileName), content.slice(0, -100));
    await expect(readResult(directory)).rejects.toMatchObject(refusal('edited'));
  });

  test.for(['2.0.0', '0.9.0', '10.0.0', 'one'])('schema version %s', async (version) => {
    await writeResult(directory, recordedResult());
    await writeWithSum(JSON.stringify({ ...(await written()), schemaVersion: version }));
    await expect(readResult(directory)).rejects.toMatchObject(
      refusal('other-version', version, 'reads 1.x'),
    );
  });

  test('an earlier minor version without what was added since', async () => {
    await writeResult(directory, recordedResult());
    const content = { ...(await written()), schemaVersion: '1.0.0' };
    delete content.gates;
    await writeWithSum(JSON.stringify(content));
    await expect(readResult(directory)).rejects.toMatchObject(
      refusal('other-version', '1.0.0', 'gates'),
    );
  });

  test('not JSON', async () => {
    await writeWithSum('{');
    await expect(readResult(directory)).rejects.toMatchObject(refusal('malformed'));
  });

  test('JSON of something else', async () => {
    await writeWithSum('{"hello": "world"}');
    await expect(readResult(directory)).rejects.toMatchObject(
      refusal('malformed', 'schemaVersion'),
    );
  });

  test('a field of the wrong kind, without its value', async () => {
    await writeResult(directory, recordedResult());
    const content = await written();
    content.lookup.trials[0].accepted = 'secret value';
    await writeWithSum(JSON.stringify(content));
    const failure = await readResult(directory).catch((error: Error) => error.message);
    expect(failure).toContain('lookup.trials.0.accepted');
    expect(failure).not.toContain('secret value');
  });
});
