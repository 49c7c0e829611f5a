import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { standingIn, startOf } from '../run/processes.ts';
import { listRuns, workDirectory } from '../run/run-directory.ts';
import { until } from '../until.ts';
import { isSilent } from './ask.ts';

export interface RunningThings {
  readonly pids: readonly number[];
  readonly projects: readonly string[];
}

/** All that runs on behalf of the runs in `lab`. */
export function whatRuns(lab: string): RunningThings {
  const runs = listRuns(lab);
  return {
    pids: runs.flatMap((run) => standingIn(workDirectory(run.path))),
    projects: runs.flatMap(({ owner }) => owner.project ?? []),
  };
}

export async function expectNothingOf(
  running: RunningThings,
  lab: string,
  url?: string,
): Promise<void> {
  const isGone = () => !existsSync(lab) || readdirSync(lab).length === 0;
  expect(await until(isGone, 60_000, 50)).toBe(true);
  expect(running.pids.filter((pid) => startOf(pid) !== null)).toEqual([]);
  for (const project of running.projects) expect(dockerObjectsOf(project)).toEqual([]);
  if (url !== undefined) expect(await isSilent(url)).toBe(true);
}

/** True when `lab` holds a run of which something runs already. */
export function somethingRuns(lab: string): boolean {
  const { pids, projects } = whatRuns(lab);
  return projects.length === 0 ? pids.length > 0 : projects.some(hasContainers);
}

function hasContainers(project: string): boolean {
  return dockerObjectsOf(project, [['ps', '--all']]).length > 0;
}

const everyKind = [
  ['ps', '--all'],
  ['network', 'ls'],
  ['volume', 'ls'],
];

/** Containers, networks and volumes that carry the label of a compose project. */
function dockerObjectsOf(
  project: string,
  kinds: readonly (readonly string[])[] = everyKind,
): readonly string[] {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
  const listings = kinds.map((words) =>
    execFileSync('docker', [...words, ...filter], { encoding: 'utf8' }),
  );
  return listings.flatMap((listing) => listing.split('\n').filter((line) => line !== ''));
}
