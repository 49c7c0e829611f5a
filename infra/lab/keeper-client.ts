import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { StackError } from '../stack/errors.ts';
import type { Project } from '../stack/project.ts';
import {
  answerSchema,
  type KeeperAnswer,
  type KeeperPlan,
  type KeeperRequest,
  keeperLog,
  keeperSocket,
  reportSchema,
} from './keeper-protocol.ts';

/** Starts a lab that outlives this process. @throws StackError with the keeper's reason when the lab did not start */
export async function startKeeper(plan: KeeperPlan): Promise<void> {
  mkdirSync(plan.lab, { recursive: true });
  const output = openSync(keeperLog(plan), 'w');
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, '..', 'keeper.ts'), JSON.stringify(plan)],
    { cwd: plan.lab, detached: true, stdio: ['ignore', output, output, 'ipc'] },
  );
  const [message] = await Promise.race([once(keeper, 'message'), once(keeper, 'exit')]);
  const report = reportSchema.safeParse(message);
  if (!report.success) {
    throw new StackError('part_failed', `the keeper ended; see ${keeperLog(plan)}`);
  }
  if (!report.data.ready) throw new StackError('part_failed', report.data.problem);
  keeper.unref();
}

/** The keeper's answer, or null when no lab is running. */
export async function askKeeper(
  project: Pick<Project, 'lab'>,
  asked: KeeperRequest,
): Promise<KeeperAnswer | null> {
  // No connection pool: a pooled connection may lead to a keeper that has ended in the meantime.
  const question = request({ socketPath: keeperSocket(project), method: 'POST', agent: false });
  question.end(JSON.stringify(asked));
  try {
    const [response] = await once(question, 'response');
    return answerSchema.parse(await json(response));
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** True when there is no socket file, or when a dead keeper left one. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
  );
}
