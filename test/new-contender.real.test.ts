import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScratchProject, type ScratchProject } from './scratch-project.ts';

const name = 'tokens-copied';

let project: ScratchProject;
beforeAll(() => {
  project = createScratchProject();
  copyContender();
});
afterAll(() => project.remove());

/** What somebody does who adds a contender: copy a folder and change its card, and nothing else. */
function copyContender(): void {
  const folder = join(project.directory, 'apps', name);
  cpSync(join(project.directory, 'apps/tokens-stateless'), folder, { recursive: true });
  const card = join(folder, 'contender.yaml');
  const text = readFileSync(card, 'utf8')
    .replace(/^place: .*$/m, 'place: 90')
    .replace(/^mark: .*$/m, 'mark: { colour: ink, shape: star, filled: false }')
    .replace(/^buildsOn: .*$/m, 'buildsOn: tokens-stateless');
  writeFileSync(card, text);
}

test('a copied folder with a changed card keeps the contract without another edit', async () => {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const file = 'test/contract/tokens.real.test.ts';
  const { code, output, errors } = await project.node(vitest, 'run', file, '-t', `${name} `);
  expect(code, output + errors).toBe(0);
  expect(output).toMatch(/Tests\s+\d{2,} passed/);
});

test('and is measured by every experiment without another edit', async () => {
  const out = join(project.directory, 'out');
  const wanted = ['--profile', 'smoke', '--contenders', `floor,${name}`, '--stack', 'native'];
  const { code, errors } = await project.node(
    'bench/main.ts',
    ...wanted,
    '--seed',
    '1',
    '--out',
    out,
  );
  // 3: a gate of a smoke run depends on the machine; what is asked here is that everything was measured.
  expect([0, 3], errors).toContain(code);
  const result = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
  for (const rows of [result.lookup.ledger, result.revocation.summary, result.failover.summary]) {
    expect(rows.map((row: { contender: string }) => row.contender)).toContain(name);
  }
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(`id="mark-${name}"`);
});
