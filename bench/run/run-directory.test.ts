import { mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startOf } from '../../infra/stack/run/processes.ts';
import { flattenPlan, planOf } from '../experiments/plan.ts';
import { recordedResult } from '../report/fixture.ts';
import { readResult } from '../result/read-result.ts';
import type { Result } from '../result/result.ts';
import { resultFileName, writeResult } from '../result/result-files.ts';
import { type ParsedOptions, parseOptions } from './options.ts';
import { readInterrupted, requireSamePlan } from './resume.ts';
import {
  makeNamedDirectory,
  makeRunDirectory,
  occupy,
  pointLatestAt,
  RunRefusal,
  runIdOf,
  saveResult,
} from './run-directory.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-directory-'));
});
afterEach(() => rm(directory, { recursive: true }));

const refusal = (message: RegExp) =>
  expect.objectContaining({ constructor: RunRefusal, message: expect.stringMatching(message) });

test('a run is called by the UTC time of its start', () => {
  expect(runIdOf(new Date('2026-11-22T03:15:07.999Z'))).toBe('2026-11-22T03-15-07Z');
});

test('runs that start in the same second have a folder each', async () => {
  const starts = Array.from({ length: 5 }, () => makeRunDirectory(directory, 'time'));
  const names = (await Promise.all(starts)).map((path) => basename(path));
  expect(names.sort()).toEqual(['time', 'time-2', 'time-3', 'time-4', 'time-5']);
});

test('latest points at the newest run, by a relative link that survives a move of the checkout', async () => {
  for (const run of ['first', 'second']) {
    await pointLatestAt(directory, await makeRunDirectory(directory, run));
    expect(await readlink(join(directory, 'latest'))).toBe(run);
  }
  await pointLatestAt(directory, tmpdir());
  await pointLatestAt(join(directory, 'not-there'), tmpdir());
  expect(await readlink(join(directory, 'latest'))).toBe('second');
  expect((await readdir(directory)).sort()).toEqual(['first', 'latest', 'second']);
});

test('a run that has come in by the link latest becomes the latest, and not a link to itself', async () => {
  const run = await makeRunDirectory(directory, 'first');
  await pointLatestAt(directory, run);
  await pointLatestAt(directory, join(directory, 'latest'));
  expect(await readlink(join(directory, 'latest'))).toBe('first');
});

describe('before anything is measured, a run is refused', () => {
  test('when latest is a folder of its own', async () => {
    await mkdir(join(directory, 'latest'));
    await expect(makeRunDirectory(directory, 'run')).rejects.toEqual(refusal(/latest is no link/));
    expect(await readdir(directory)).toEqual(['latest']);
  });

  test('when its folder cannot be made', async () => {
    await writeFile(join(directory, 'file'), '');
    const path = join(directory, 'file', 'run');
    await expect(makeNamedDirectory(path)).rejects.toEqual(refusal(/file\/run.*OUT=/));
    await expect(makeRunDirectory(path, 'run')).rejects.toEqual(refusal(/file\/run.*OUT=/));
  });

  test.for<[string, () => Promise<void>]>([
    ['holds finished results', () => writeResult(directory, recordedResult())],
    [
      'holds a part of its results',
      () => writeResult(directory, { ...recordedResult(), revocation: null, failover: null }),
    ],
    ['holds results that cannot be read', () => writeFile(join(directory, resultFileName), '{')],
    [
      'holds a finished fault',
      async () => {
        await mkdir(join(directory, 'failover-cells'));
        await writeFile(join(directory, 'failover-cells', 'redis-down-1.json'), '{}');
      },
    ],
  ])('when the folder of OUT= %s', async ([, fill]) => {
    await fill();
    const before = await readdir(directory, { recursive: true });
    await expect(makeNamedDirectory(directory)).rejects.toEqual(refusal(/OUT=.*RESUME=/));
    expect(await readdir(directory, { recursive: true })).toEqual(before);
  });

  test('when another run writes to the folder, but not after that run was killed', async () => {
    const mark = join(directory, 'running');
    await symlink(`${process.ppid} ${startOf(process.ppid)}`, mark);
    await expect(occupy(directory)).rejects.toEqual(
      refusal(/another run, process \d+, is writing/),
    );
    await rm(mark);
    await symlink(`${process.ppid} the start of an earlier process`, mark);
    await writeFile(join(directory, 'results.json.7.tmp'), '{');
    await writeFile(join(directory, 'of-the-user.tmp'), '');
    const leave = await occupy(directory);
    await leave();
    expect(await readdir(directory)).toEqual(['of-the-user.tmp']);
  });
});

test('the folder of OUT= may be there, with the facts of a run that broke before it measured', async () => {
  await makeNamedDirectory(join(directory, 'new', 'run'));
  const nothing = { lookup: null, revocation: null, failover: null };
  await writeResult(directory, { ...recordedResult(), ...nothing });
  await expect(makeNamedDirectory(directory)).resolves.toBeUndefined();
});

test('results for which their folder has no room go to another, and the error names it', async () => {
  await symlink('/dev/full', join(directory, `${resultFileName}.${process.pid}.tmp`));
  const failure = await saveResult(directory, recordedResult()).catch((error: Error) => error);
  const spare = /they are in (\S+),/.exec(String(failure))?.[1] ?? '';
  expect(await readResult(spare)).toEqual(recordedResult());
  await rm(spare, { recursive: true });
  expect(await readdir(directory)).toEqual([]);
});

describe('RESUME=', () => {
  const interrupted = (): Result => ({ ...recordedResult(), failover: null });

  /** With the sizes of this version, because the recorded run is older. */
  function planned(result: Result): Result {
    const plan = flattenPlan(planOf(result.run.profile, null, result.environment.driver));
    return { ...result, config: { ...result.config, plan } };
  }

  /** The flags of the recorded run, and others in their place. */
  function asked(result: Result, others: Readonly<Record<string, string>> = {}) {
    const { run, contenders, environment, tool } = result;
    const flags = {
      profile: run.profile,
      only: run.experiments.join(','),
      contenders: contenders.map(({ contender }) => contender).join(','),
      ...others,
    };
    const argv = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    const parsed: ParsedOptions = parseOptions(argv, () => 7);
    if (parsed.kind !== 'run') throw new Error('the flags are wrong');
    return { options: parsed.options, driver: environment.driver, tool };
  }

  test('a folder that is not there, holds no run, or a finished one is refused', async () => {
    const absent = join(directory, 'absent');
    await expect(readInterrupted(absent)).rejects.toEqual(
      refusal(/absent: there is no such folder/),
    );
    await expect(readInterrupted(directory)).rejects.toEqual(refusal(/holds no results\.json/));
    await writeResult(directory, recordedResult());
    await expect(readInterrupted(directory)).rejects.toEqual(refusal(/that run is finished/));
  });

  test('an interrupted run is found through a link', async () => {
    await mkdir(join(directory, 'run'));
    await writeResult(join(directory, 'run'), interrupted());
    await symlink('run', join(directory, 'latest'));
    const { directory: found, result } = await readInterrupted(join(directory, 'latest'));
    expect([basename(found), result]).toEqual(['run', interrupted()]);
  });

  test.for<[string, Readonly<Record<string, string>>, RegExp]>([
    ['profile', { profile: 'smoke' }, /profile is default there and smoke here/],
    ['contenders', { contenders: 'sessions' }, /contenders is .* there and floor, sessions here/],
    ['experiments', { only: 'failover' }, /experiments is .* there and failover here/],
    ['seed', { seed: '5' }, /seed is \d+ there and 5 here/],
    ['faults', { faults: 'redis-down' }, /failover\.faults is .* there and redis-down here/],
  ])('refuses a run with another %s, and says which', async ([, others, reason]) => {
    const result = planned(interrupted());
    const run = { directory, result };
    expect(() => requireSamePlan(run, asked(result))).not.toThrow();
    expect(() => requireSamePlan(run, asked(result, others))).toThrow(reason);
  });

  test('refuses a run of another stack or another commit, and says which', () => {
    const result = planned(interrupted());
    const run = { directory, result };
    const now = asked(result);
    expect(() => requireSamePlan(run, { ...now, driver: 'compose' })).toThrow(/stack is native/);
    const tool = { ...now.tool, gitSha: 'another' };
    expect(() => requireSamePlan(run, { ...now, tool })).toThrow(
      /the commit is .* and another here/,
    );
  });
});
