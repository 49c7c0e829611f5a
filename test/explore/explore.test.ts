import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedResult } from '../../bench/report/fixture.ts';
import { type Explored, exploredSchema } from './report/explored.ts';
import { countsTable } from './report/table.ts';

/** On a busy machine: a limit on a hang, and no statement about speed. */
const longestMs = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'lab-explore-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The explorer takes over the clock of its process, so it runs in one of its own. */
function run(program: string, ...args: readonly string[]): Promise<Ended> {
  const path = join(import.meta.dirname, program);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [path, ...args], (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

describe('every order of every scenario', () => {
  let explored: Explored;
  const resultOf = (scenario: string, contender: string) =>
    explored.results.find((each) => each.scenario === scenario && each.contender === contender);

  beforeAll(async () => {
    const { status, stderr } = await run('main.ts', '--out', folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    explored = exploredSchema.parse(JSON.parse(readFileSync(join(folder, 'explore.json'), 'utf8')));
  }, longestMs);

  test('has the counts that are written down: update them with `vitest -u`, and explain the difference', async () => {
    await expect(countsTable(explored.results)).toMatchFileSnapshot('orders.txt');
  });

  test('a write beside a logout brings the session back in 2 of 6 orders, and not in the hardened store', () => {
    expect(resultOf('logout-write', 'sessions')).toMatchObject({ orders: 6, violating: 2 });
    expect(resultOf('logout-write', 'sessions-hardened')).toMatchObject({
      orders: 6,
      violating: 0,
    });
  });

  test('only the contenders that keep a write in flight, as docs/decisions/0012 says, break a promise', () => {
    const breaking = explored.results.filter(
      ({ scenario, violating, stuck }) =>
        violating + stuck > 0 && scenario !== 'refresh-refresh-refresh',
    );
    const names = new Set(breaking.map(({ contender }) => contender));
    expect([...names]).toEqual(['sessions', 'sessions-getex']);
    const scenarios = new Set(breaking.map(({ scenario }) => scenario));
    const allowed = ['demote-write', 'logout-write', 'logout-write-read', 'timed-out-logout'];
    expect([...scenarios].sort()).toEqual(allowed);
  });

  test('agrees with the races of a recorded bench run about each contender', () => {
    const races = (recordedResult().revocation?.races ?? []).filter(
      ({ contender, inFlight }) =>
        inFlight === 'write' && resultOf('logout-write', contender) !== undefined,
    );
    const inRaces = races.map(({ contender, cameBack }) => [contender, cameBack > 0]);
    const inOrders = races.map(({ contender }) => [
      contender,
      (resultOf('logout-write', contender)?.violating ?? 0) > 0,
    ]);
    expect(races.length).toBeGreaterThan(5);
    expect(inRaces).toEqual(inOrders);
  });

  test('the grace of a refresh token covers one generation, as docs/decisions/0013 says', () => {
    const results = explored.results.filter(
      ({ scenario }) => scenario === 'refresh-refresh-refresh',
    );
    expect(results.length).toBeGreaterThan(0);
    for (const result of results)
      expect(result).toMatchObject({ orders: 21, violating: 5, stuck: 0 });
  });

  test('the shortest bad order can be run again, and breaks the same promise', async () => {
    const shortest = resultOf('logout-write', 'sessions')?.shortest;
    const [, order = ''] = shortest?.replay.split('REPLAY=') ?? [];
    const { stdout } = await run('main.ts', '--replay', order);
    expect(stdout).toContain(shortest?.diagram);
    expect(stdout).toContain('P1: a credential whose logout was acknowledged is accepted');
  });
});

describe('the command line', () => {
  test('names what there is when it is asked for something else', async () => {
    const scenario = await run('main.ts', '--scenario', 'logout-tea');
    expect([scenario.status, scenario.stderr]).toEqual([
      2,
      expect.stringContaining('logout-write'),
    ]);
    const contender = await run('main.ts', '--contenders', 'teapot');
    expect([contender.status, contender.stderr]).toEqual([
      2,
      expect.stringContaining('sessions-hardened'),
    ]);
    const safeguard = await run('main.ts', '--without', 'luck');
    expect([safeguard.status, safeguard.stderr]).toEqual([
      2,
      expect.stringContaining('compare-and-set'),
    ]);
  });

  test('says which choice of an order does not exist', async () => {
    const { status, stderr } = await run('main.ts', '--replay', 'logout-write/sessions/0.7');
    expect([status, stderr]).toEqual([2, 'choice 1 has 2 options, not 7\n']);
  });
});

test('a scenario that cannot end is reported with its order', async () => {
  const { stdout } = await run('stuck.fixture.ts', folder);
  expect(JSON.parse(stdout)).toEqual({
    orders: 1,
    stuck: 1,
    why: 'a request waits, and nothing can happen any more',
  });
});
