import { mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordedResult } from '../report/fixture.ts';
import { checksumFileName, writeResult } from '../result/result-files.ts';
import {
  finishedBefore,
  makeRunDirectory,
  nothingFinished,
  pointLatestAt,
  runIdOf,
} from './run-directory.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-directory-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a run is called by the UTC time of its start', () => {
  expect(runIdOf(new Date('2026-11-22T03:15:07.999Z'))).toBe('2026-11-22T03-15-07Z');
});

test('latest points at the newest run, by a relative link that survives a move of the checkout', async () => {
  for (const run of ['first', 'second']) {
    await makeRunDirectory(join(directory, run));
    await pointLatestAt(join(directory, run));
    expect(await readlink(join(directory, 'latest'))).toBe(run);
  }
});

test('a folder that cannot be made is named before anything is measured', async () => {
  await writeFile(join(directory, 'file'), '');
  await expect(makeRunDirectory(join(directory, 'file', 'run'))).rejects.toThrow(/file\/run.*OUT=/);
});

test('a run that was interrupted in its last experiment keeps those before it', async () => {
  const { lookup } = recordedResult();
  await writeResult(directory, { ...recordedResult(), revocation: null, failover: null });
  expect(await finishedBefore(directory)).toEqual({ lookup, revocation: null, failover: null });
});

test('one that was interrupted while it wrote, or before, has finished nothing', async () => {
  expect(await finishedBefore(directory)).toEqual(nothingFinished);
  await writeResult(directory, recordedResult());
  await rm(join(directory, checksumFileName));
  expect(await finishedBefore(directory)).toEqual(nothingFinished);
});
