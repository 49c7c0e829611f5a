import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standingIn, startOf } from '../infra/stack/run/processes.ts';
import { listRuns, workDirectory } from '../infra/stack/run/run-directory.ts';
import { until } from '../infra/stack/until.ts';

const root = join(import.meta.dirname, '..');
const startTimeoutMs = 60_000;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'interrupted-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('Ctrl-C in the middle of a fault ends the run at once, and leaves no process and no folder', async () => {
  const flags = '--only failover --contenders tokens --faults rolling-restart --stack native';
  const bench = spawn(
    process.execPath,
    ['bench/main.ts', '--profile', 'smoke', ...flags.split(' '), '--out', directory],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  bench.stderr.on('data', (text) => {
    said += text;
  });
  const ended = once(bench, 'close');
  const runs = () => listRuns(join(root, '.lab')).filter(({ owner }) => owner.pid === bench.pid);
  const isDraining = async () => {
    const [run] = runs();
    if (run === undefined) return false;
    const log = await readFile(join(run.path, 'logs', 'tokens-1.log'), 'utf8').catch(() => '');
    return log.includes('"draining"');
  };
  expect(await until(isDraining, startTimeoutMs), said).toBe(true);
  const paths = runs().map(({ path }) => path);
  const pids = paths.flatMap((path) => standingIn(workDirectory(path)));
  expect(pids.length).toBeGreaterThan(3);

  bench.kill('SIGINT');
  const [code] = await ended;

  expect(code, said).toBe(1);
  expect(said).toContain('stopped by SIGINT');
  // If the run had waited for the fault to end, it would have kept a finished cell.
  expect(await readdir(join(directory, 'failover-cells'))).toEqual([]);
  expect(paths.filter((path) => existsSync(path))).toEqual([]);
  expect(pids.filter((pid) => startOf(pid) !== null)).toEqual([]);
});
