import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const name = 'tokens-copied';
const run = promisify(execFile);

/** All that the suites and the bench read. What git does not keep stays behind. */
const parts = ['apps', 'bench', 'docs', 'infra', 'test', 'package.json', 'vitest.config.ts'];
const leftBehind = /[/\\](node_modules|results|dist|cache|\.lab)$/;

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'new-contender-'));
  for (const part of [...parts, 'package-lock.json', 'docker-compose.yml']) {
    const filter = (source: string) => !leftBehind.test(source);
    cpSync(join(root, part), join(scratch, part), { recursive: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  copyContender();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What somebody does who adds a contender: copy a folder and change its card, and nothing else. */
function copyContender(): void {
  const folder = join(scratch, 'apps', name);
  cpSync(join(scratch, 'apps/tokens-stateless'), folder, { recursive: true });
  const card = join(folder, 'contender.yaml');
  const text = readFileSync(card, 'utf8')
    .replace(/^place: .*$/m, 'place: 90')
    .replace(/^mark: .*$/m, 'mark: { colour: ink, shape: star, filled: false }')
    .replace(/^buildsOn: .*$/m, 'buildsOn: tokens-stateless');
  writeFileSync(card, text);
}

/** Runs a program of the scratch tree and returns what it printed. A failure carries its output. */
async function runThere(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, {
    cwd: scratch,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

test('a copied folder with a changed card keeps the contract without another edit', async () => {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const file = 'test/contract/tokens.real.test.ts';
  const printed = await runThere(vitest, 'run', file, '-t', `${name} `);
  expect(printed).toMatch(/Tests\s+\d{2,} passed/);
});

test('and is measured by every experiment without another edit', async () => {
  const out = join(scratch, 'out');
  const wanted = ['--profile', 'smoke', '--contenders', `floor,${name}`, '--stack', 'native'];
  await runThere('bench/main.ts', ...wanted, '--seed', '1', '--out', out).catch(
    // The gates of a smoke run depend on the machine; what is asked here is that everything was measured.
    (error: unknown) => expectGateExit(error),
  );
  const result = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
  for (const rows of [result.lookup.ledger, result.revocation.summary, result.failover.summary]) {
    expect(rows.map((row: { contender: string }) => row.contender)).toContain(name);
  }
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(`id="mark-${name}"`);
});

function expectGateExit(error: unknown): void {
  expect(error).toMatchObject({ code: 3 });
}
