import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readResult } from '../bench/result/read-result.ts';
import { createScratchProject, type ScratchProject } from './scratch-project.ts';

let project: ScratchProject;
beforeAll(() => {
  project = createScratchProject();
});
afterAll(() => project.remove());

test('a fault file that was copied under a new name is injected by a run, and its cells are what is expected', async () => {
  const folder = 'bench/experiments/failover/faults';
  project.copyFile(`${folder}/redis-flushed.ts`, `${folder}/redis-emptied-again.ts`, {
    "'redis-flushed'": "'redis-emptied-again'",
    'place: 140': 'place: 145',
  });
  const out = join(project.directory, 'out');
  const flags =
    '--profile smoke --only failover --contenders sessions,tokens --faults redis-emptied-again --stack native';
  const { code, errors } = await project.node('bench/main.ts', ...flags.split(' '), '--out', out);
  // 3: everything was measured, and a gate of the run warns of this machine.
  expect([0, 3], errors).toContain(code);

  // Read by this project, which has no such fault: results of another version stay readable.
  const { failover } = await readResult(out, { partial: true });
  const cells = failover?.cells.filter(({ fault }) => fault === 'redis-emptied-again') ?? [];
  expect(cells.map(({ contender, trials }) => [contender, trials])).toEqual([
    ['sessions', 1],
    ['tokens', 1],
  ]);
  expect(cells.flatMap(({ surprises }) => surprises)).toEqual([]);
});
