import { request } from 'node:http';
import { StackError } from './errors.ts';
import type { Moment, Part, PartState } from './stack.ts';
import { until } from './until.ts';

/**
 * What a driver can do to one program of the lab and to every process that the program forked. Beside this a driver
 * implements only `AddressControl` and `WorkerControl`. `replica.ts`, `store.ts` and `balancer.ts` build the rest.
 */
export interface ProgramControl {
  state(): PartState;
  /** Does nothing when the program is running or frozen. `environment` is added to the planned environment. */
  start(environment?: Readonly<Record<string, string>>): Promise<Moment>;
  /** Sends SIGKILL to the program and its children. Resolves when all of them are gone. */
  kill(): Promise<Moment>;
  /** Sends SIGSTOP to the program and its children. Rejects with `not_possible` when the program is stopped. */
  freeze(): Promise<Moment>;
  /** Sends SIGCONT. Does nothing when the program is running or stopped. */
  resume(): Promise<Moment>;
  /** Sends SIGTERM. Resolves when the program is gone, and rejects with `part_silent` after `timeoutMs`. */
  end(timeoutMs: number): Promise<Moment>;
  logTail(lines: number): Promise<readonly string[]>;
  /** See `Part.openControl`. */
  openControl(): Promise<void>;
}

const readyTimeoutMs = 15_000;
const readyPauseMs = 20;

/** A part of the lab. `isReady` tells whether its program is ready to serve. */
export function createPart(
  name: string,
  control: ProgramControl,
  isReady: () => Promise<boolean>,
): Part {
  async function failure(code: 'part_failed' | 'part_silent', what: string): Promise<StackError> {
    const tail = await control.logTail(20);
    const log =
      tail.length === 0 ? 'It logged nothing.' : `Its last lines:\n  ${tail.join('\n  ')}`;
    return new StackError(code, `${name} ${what}. ${log}`);
  }

  async function untilReady(timeoutMs = readyTimeoutMs): Promise<void> {
    let ended = false;
    const ready = await until(
      async () => {
        ended = control.state() === 'stopped';
        return ended || (await isReady());
      },
      timeoutMs,
      readyPauseMs,
    );
    if (ended) throw await failure('part_failed', 'is not running: it ended or was stopped');
    if (!ready) throw await failure('part_silent', `was not ready within ${timeoutMs} ms`);
  }

  return {
    name,
    state: () => control.state(),
    kill: () => control.kill(),
    freeze: () => control.freeze(),
    resume: () => control.resume(),
    start: () => control.start(),
    untilReady,
    logTail: (lines = 20) => control.logTail(lines),
    openControl: () => control.openControl(),
  };
}

/** Runs an action between two stamps of this process' monotonic clock. */
export async function during(action: () => Promise<void> | void): Promise<Moment> {
  const beforeMs = performance.now();
  await action();
  return { beforeMs, afterMs: performance.now() };
}

/**
 * The status of one GET, or null when there was no answer within `timeoutMs`. Each call opens a connection of its
 * own and closes it: a pooled connection would keep a replica from draining.
 */
export function statusOf(url: string, timeoutMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request(
      url,
      { agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? null);
      },
    );
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
