import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFinishedCells } from './finished-cells.ts';
import { trialWith } from './trace.fixture.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cells-'));
});
afterEach(() => rm(directory, { recursive: true }));

const trials = [trialWith({ contender: 'sessions' }), trialWith({ contender: 'tokens' })];

test('a finished cell is read back as it was measured, also by a later run with the same options', async () => {
  const cells = await openFinishedCells(directory, { profile: 'full' });
  await cells.write('redis-full:noeviction', 3, trials);
  const later = await openFinishedCells(directory, { profile: 'full' });
  expect(await later.read('redis-full:noeviction', 3)).toEqual(trials);
});

test('what is not finished is not there', async () => {
  const cells = await openFinishedCells(directory, {});
  await cells.write('redis-down', 0, trials);
  expect(await cells.read('redis-down', 1)).toBeNull();
  expect(await cells.read('redis-frozen', 0)).toBeNull();
});

test('a cell of a run with other options is refused, naming the file', async () => {
  const cells = await openFinishedCells(directory, { trials: 3 });
  await cells.write('redis-down', 0, trials);
  const others = await openFinishedCells(directory, { trials: 10 });
  await expect(others.read('redis-down', 0)).rejects.toThrow(/redis-down-1\.json .*other options/);
});

test('a cell that somebody broke is named, and not quoted', async () => {
  const cells = await openFinishedCells(directory, {});
  const path = join(directory, 'failover-cells', 'redis-down-1.json');
  await writeFile(path, '{"key": \u001b[2J');
  await expect(cells.read('redis-down', 0)).rejects.toThrow(
    `${path} holds no finished fault: delete it`,
  );
});
