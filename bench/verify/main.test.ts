import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeReports } from '../report/main.ts';
import { readResult } from '../result/read-result.ts';
import { writeResult } from '../result/result-files.ts';
import { readArguments } from './main.ts';
import { smallRun } from './run.fixture.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-main-'));
  const run = smallRun();
  await writeResult(directory, run);
  await writeReports(directory, run);
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

test('the exit code says whether something differs, or that there is no run', async () => {
  const main = join(import.meta.dirname, 'main.ts');
  const exitCodeOf = (...args: string[]) =>
    new Promise((resolve) => {
      execFile(process.execPath, [main, ...args], (error) => resolve(error?.code ?? 0));
    });
  expect(await exitCodeOf(directory)).toBe(0);
  await appendFile(join(directory, 'report.html'), ' ');
  expect(await exitCodeOf(directory)).toBe(3);
  expect(await exitCodeOf(join(directory, 'elsewhere'))).toBe(2);
  expect(await exitCodeOf('--unknown')).toBe(2);
}, 60_000);

test('the command line takes one folder, by default the latest run', () => {
  const latest = { kind: 'verify', directory: 'bench/results/latest', tampers: false };
  expect(readArguments([])).toEqual(latest);
  expect(readArguments(['a', '--tamper'])).toEqual({ ...latest, directory: 'a', tampers: true });
  expect(readArguments(['a', 'b']).kind).toBe('wrong');
  expect(readArguments(['--tampr']).kind).toBe('wrong');
  expect(readArguments(['--help']).kind).toBe('help');
});

test('results with the sums of the reports beside their own can be read, and an edit of them cannot', async () => {
  expect(await readResult(directory)).toEqual(smallRun());
  await appendFile(join(directory, 'results.json'), ' ');
  await expect(readResult(directory)).rejects.toMatchObject({ code: 'edited' });
});
