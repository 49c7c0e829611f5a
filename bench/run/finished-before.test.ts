import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtureResult } from '../report/fixture.ts';
import { checksumFileName } from '../result/result-files.ts';
import { writeResult } from '../result/write-result.ts';
import { finishedBefore, nothingFinished } from './run-directory.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'interrupted-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

test('a run that was interrupted in its last experiment keeps those before it', async () => {
  const { lookup } = fixtureResult();
  await writeResult(directory, { ...fixtureResult(), revocation: null, failover: null });
  expect(await finishedBefore(directory)).toEqual({ lookup, revocation: null, failover: null });
});

test('one that was interrupted while it wrote, or before, has finished nothing', async () => {
  expect(await finishedBefore(directory)).toEqual(nothingFinished);
  await writeResult(directory, fixtureResult());
  await rm(join(directory, checksumFileName));
  expect(await finishedBefore(directory)).toEqual(nothingFinished);
});
