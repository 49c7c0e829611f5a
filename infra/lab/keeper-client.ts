import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { StackError } from '../stack/errors.ts';
import type { Project } from '../stack/project.ts';
import { requireWritable } from '../stack/run/run-directory.ts';
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
  const program = join(import.meta.dirname, '..', 'keeper.ts');
  await startHolder(plan, program, [JSON.stringify(plan)]);
}

/**
 * Starts a program that outlives this process and answers `askKeeper`. Its folder is that of its socket and its log.
 * @throws StackError with the program's reason when it did not start
 */
export async function startHolder(
  { lab }: Pick<Project, 'lab'>,
  program: string,
  words: readonly string[],
): Promise<void> {
  requireWritable(lab);
  const output = openSync(keeperLog({ lab }), 'w');
  const holder = spawn(process.execPath, [program, ...words], {
    cwd: lab,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  const [message] = await Promise.race([once(holder, 'message'), once(holder, 'exit')]);
  const report = reportSchema.safeParse(message);
  if (!report.success) {
    throw new StackError('part_failed', `the keeper ended; see ${keeperLog({ lab })}`);
  }
  if (!report.data.ready) throw new StackError('part_failed', report.data.problem);
  holder.unref();
}

/** A limit on a hang. The slowest verb waits 15 s for a part, and `down` for as long as Docker takes. */
export const answerTimeoutMs = 120_000;

/** The keeper's answer, or null when no lab is running. @throws StackError when another user runs the lab */
export async function askKeeper(
  project: Pick<Project, 'lab'>,
  asked: KeeperRequest,
): Promise<KeeperAnswer | null> {
  // No connection pool: a pooled connection may lead to a keeper that has ended in the meantime.
  const signal = AbortSignal.timeout(answerTimeoutMs);
  const socketPath = keeperSocket(project);
  const question = request({ socketPath, method: 'POST', agent: false, signal });
  question.end(JSON.stringify(asked));
  try {
    const [response] = await once(question, 'response');
    return answerSchema.parse(await json(response));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // There is no socket file, or a dead keeper left one.
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null;
    throw noAnswer(project, code, signal.aborted, error);
  }
}

/** The sentence for a keeper that is there and gave no answer; the error itself where it is a fault of the lab. */
function noAnswer(
  project: Pick<Project, 'lab'>,
  code: unknown,
  isTimeout: boolean,
  cause: unknown,
): unknown {
  if (isTimeout) {
    return new StackError(
      'part_silent',
      `the keeper did not answer within ${answerTimeoutMs} ms: end it, and its lab ends too; ${keeperLog(project)} may say more`,
      { cause },
    );
  }
  switch (code) {
    case 'EACCES':
      return new StackError(
        'not_possible',
        `the lab in ${project.lab} belongs to another user: only that user and root can control it; copy the project to have a lab of your own`,
        { cause },
      );
    case 'ECONNRESET':
      return new StackError(
        'part_failed',
        `the keeper ended meanwhile; see ${keeperLog(project)}`,
        {
          cause,
        },
      );
    default:
      return cause;
  }
}
