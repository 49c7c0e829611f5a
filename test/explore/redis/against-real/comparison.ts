import type { RedisServer } from '../../../lab/redis-server.ts';
import type { StandInOptions, StandInRedis } from '../stand-in.ts';
import type { Step } from './random-steps.ts';
import { RealSide } from './real-side.ts';
import { StandInSide } from './stand-in-side.ts';
import { describeRows } from './transcript.ts';

/** What a sequence came to: what each connection received, and the data at the end. */
export interface Outcome {
  readonly received: readonly (readonly string[])[];
  readonly data: readonly string[];
}

/** Runs one sequence of steps on a real Redis, and on a stand-in that the caller makes for it. */
export async function runBoth(
  server: RedisServer,
  makeStandIn: (options: Pick<StandInOptions, 'nowMs'>) => StandInRedis,
  steps: readonly Step[],
): Promise<{ readonly real: Outcome; readonly standIn: Outcome }> {
  let nowMs = Date.now();
  const standIn = new StandInSide(makeStandIn({ nowMs: () => nowMs }));
  const real = await RealSide.start(server);

  const send = async (step: Extract<Step, { readonly kind: 'send' }>): Promise<void> => {
    if (standIn.waits(step.on)) return;
    for (const command of step.commands) {
      const hasReply = standIn.send(step.on, command);
      await real.send(step.on, command, hasReply);
    }
  };
  const perform = async (step: Step): Promise<void> => {
    if (step.kind === 'send') return await send(step);
    if (step.kind === 'empty') {
      standIn.empty();
      return await real.empty();
    }
    standIn.connect(step.on);
    await real.connect(step.on);
  };
  try {
    for (const step of steps) {
      // A script that runs later must find a later time, on both sides.
      if (readsClock(step)) await real.settle();
      if (readsClock(step)) while (Date.now() === nowMs);
      nowMs = Date.now();
      await perform(step);
      if (!readsClock(step)) continue;
      await real.settle();
      nowMs = Date.now();
    }
    return {
      standIn: { received: standIn.finish(), data: describeRows(standIn.contents(), nowMs) },
      real: { received: await real.finish(), data: describeRows(await real.contents(), nowMs) },
    };
  } finally {
    await real.end();
  }
}

function readsClock(step: Step): boolean {
  return (
    step.kind === 'send' && step.commands.some(([name = '']) => /^(EVAL|EVALSHA|XADD)$/i.test(name))
  );
}
