import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readResult } from '../bench/result/read-result.ts';
import { createScratchProject, type ScratchProject } from './scratch-project.ts';

const name = 'tokens-copied';

let project: ScratchProject;
beforeAll(() => {
  project = createScratchProject();
  // The whole work of adding a contender: copy a folder, and change its card.
  const original = join(project.directory, 'apps/tokens-stateless');
  cpSync(original, join(project.directory, 'apps', name), { recursive: true });
  project.copyFile('apps/tokens-stateless/contender.yaml', `apps/${name}/contender.yaml`, {
    'place: 8': 'place: 90',
    'buildsOn: tokens': 'buildsOn: tokens-stateless',
    'colour: orange': 'colour: ink',
  });
});
afterAll(() => project.remove());

test('a copied folder with a changed card keeps the contract without another edit', async () => {
  const file = 'test/contract/tokens.real.test.ts';
  const flags = ['node_modules/vitest/vitest.mjs', 'run', file, '-t', `${name} `];
  const { code, output } = await project.node(...flags);
  expect(output).toMatch(/Tests .*\d{2,} passed/);
  expect(code).toBe(0);
});

test('and every experiment measures it without another edit', async () => {
  const out = join(project.directory, 'out');
  const flags = `--profile smoke --contenders floor,${name} --stack native --seed 1`;
  const { code, errors } = await project.node('bench/main.ts', ...flags.split(' '), '--out', out);
  // 3: everything was measured, and a gate of the run warns of this machine.
  expect([0, 3], errors).toContain(code);

  const { lookup, revocation, failover } = await readResult(out);
  for (const rows of [lookup?.ledger, revocation?.summary, failover?.summary]) {
    expect(rows?.map(({ contender }) => contender)).toContain(name);
  }
  expect(failover?.cells.flatMap(({ surprises }) => surprises)).toEqual([]);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(
    new RegExp(`id="?mark-${name}\\b`),
  );
});
