import type { ProgramControl } from './control.ts';
import { StackError } from './errors.ts';
import type { Part } from './stack.ts';
import { until } from './until.ts';

const readyTimeoutMs = 15_000;
const readyPauseMs = 20;

/** A part of the lab, over what the driver can do to its program and a question that tells whether it is ready. */
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
  };
}
