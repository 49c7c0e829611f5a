import { setTimeout as delay } from 'node:timers/promises';
import { worksOnEveryReplica } from '../../../infra/contenders/contenders.ts';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { logIn } from '../../load/credential.ts';
import { type EventStream, openEventStream } from '../../load/event-stream.ts';
import { logOut } from '../../load/revoke.ts';
import type { OpenStream } from '../../result/revocation-findings.ts';
import { median } from '../../stats/percentile.ts';
import type { Random } from '../../stats/random.ts';
import { armNamed } from '../own-stack.ts';
import { situationOf } from './actions.ts';
import { createAttempts } from './attempts.ts';

/** A stream that is left open is watched for this long: several of its beats. */
const leftOpenWatchMs = 1500;
/** A push that has not arrived by then counts as still open. */
const pushWatchMs = 500;

const firstAccount = 195_000;

/**
 * The push is the same for all; one contender for each way of judging a request shows that it does not depend on it.
 */
const pushed = ['sessions', 'tokens', 'tokens-stateless'];
/** Asking again is what the contender's own check is. Real periods are minutes; here it is shortened. */
const checked = ['sessions', 'tokens'];
const periodMs = 200;
const checkWatchMs = 1000;

const armName = (contender: string) => `${contender}-streaming`;
const checkedArmName = (contender: string) => `${contender}-checking-again`;

export function streamingArms(contenders: readonly string[]): ArmSpec[] {
  const among = (names: readonly string[]) => names.filter((name) => contenders.includes(name));
  const closing = { CLOSE_STREAMS: 'on-push' };
  const checking = { STREAM_RECHECK_MS: String(periodMs) };
  return [
    ...among(pushed).map((contender) => ({
      arm: armName(contender),
      contender,
      replicas: 2,
      environment: closing,
    })),
    ...among(checked).map((contender) => ({
      arm: checkedArmName(contender),
      contender,
      replicas: 2,
      environment: checking,
    })),
  ];
}

/** Streams as most apps have them: checked when they are opened. All contenders at once, because all only wait. */
export async function measureLeftOpen(
  stack: Stack,
  arms: readonly Arm[],
  trials: number,
  random: Random,
): Promise<OpenStream[]> {
  return await Promise.all(
    arms.map((arm) => {
      const load = { stack, arm, random, trials, watchMs: leftOpenWatchMs };
      return measureStreams(load, 'left-open');
    }),
  );
}

export async function measureClosedOnPush(
  stack: Stack,
  contenders: readonly string[],
  trials: number,
  random: Random,
): Promise<OpenStream[]> {
  const rows: OpenStream[] = [];
  for (const contender of pushed.filter((each) => contenders.includes(each))) {
    const arm = armNamed(stack, armName(contender));
    const load = { stack, arm, random, trials, watchMs: pushWatchMs };
    rows.push(await measureStreams(load, 'closed-on-push'));
  }
  return rows;
}

/** Side by side: their times are those of the period. */
export async function measureCheckedAgain(
  stack: Stack,
  contenders: readonly string[],
  trials: number,
  random: Random,
): Promise<OpenStream[]> {
  return await Promise.all(
    checked
      .filter((contender) => contenders.includes(contender))
      .map(async (contender) => {
        const arm = armNamed(stack, checkedArmName(contender));
        const load = { stack, arm, random, trials, watchMs: checkWatchMs };
        return { ...(await measureStreams(load, 'checked-again')), periodMs };
      }),
  );
}

interface StreamLoad {
  readonly stack: Stack;
  readonly arm: Arm;
  readonly random: Random;
  readonly trials: number;
  readonly watchMs: number;
}

async function measureStreams(
  load: StreamLoad,
  variant: OpenStream['variant'],
): Promise<OpenStream> {
  const { contender } = load.arm.spec;
  const attempts = createAttempts(`streams of ${contender}`);
  const outcomes: StreamOutcome[] = [];
  for (let trial = 0; trial < load.trials; trial++) {
    const attempt = await attempts.make(() => measureTrial(load, trial));
    if (attempt.ok) outcomes.push(attempt.value);
  }
  const invalid = load.trials - outcomes.length;
  return { ...summariseStreams(contender, variant, load.watchMs, outcomes), invalid };
}

/** One credential with a stream on every replica that knows it; a logout; and the watch. */
async function measureTrial(
  { stack, arm, random, watchMs }: StreamLoad,
  trial: number,
): Promise<StreamOutcome> {
  const account = stack.loadAccount(firstAccount + trial);
  const { entryUrl, ownUrl } = situationOf(arm, account, stack.adminAccount(), random);
  const credential = await logIn(entryUrl, account);
  const urls = worksOnEveryReplica(arm.spec.contender)
    ? arm.replicas.map(({ url }) => url)
    : [ownUrl];
  const streams = await Promise.all(urls.map((url) => openEventStream(url, credential.headers)));
  try {
    // At a random moment between two checks.
    await delay(random.uniform() * periodMs);
    const { doneMs: ackMs } = await logOut(ownUrl, credential);
    const isOpen = () => streams.some((stream) => stream.endedMs() === null);
    while (isOpen() && performance.now() - ackMs < watchMs) await delay(5);
    return outcomeOf(streams, ackMs);
  } finally {
    for (const stream of streams) stream.close();
  }
}

export interface StreamOutcome {
  /** From t_ack to the end of the last stream; null: one was still open. */
  readonly endMs: number | null;
  readonly eventsAfterAck: number;
}

export function outcomeOf(
  streams: readonly Pick<EventStream, 'arrivedMs' | 'endedMs'>[],
  ackMs: number,
): StreamOutcome {
  const ends = streams.map((stream) => stream.endedMs());
  const ended = ends.filter((endedMs) => endedMs !== null);
  return {
    endMs: ended.length < ends.length ? null : Math.max(0, ...ended.map((ms) => ms - ackMs)),
    eventsAfterAck: streams.flatMap(({ arrivedMs }) => arrivedMs.filter((ms) => ms > ackMs)).length,
  };
}

export function summariseStreams(
  contender: string,
  variant: OpenStream['variant'],
  watchedMs: number,
  outcomes: readonly StreamOutcome[],
): OpenStream {
  const ends = outcomes.flatMap(({ endMs }) => endMs ?? []).sort((a, b) => a - b);
  const stillOpen = outcomes.length - ends.length;
  return {
    contender,
    variant,
    periodMs: null,
    trials: outcomes.length,
    invalid: 0,
    stillOpen,
    watchedMs,
    p50Ms: stillOpen > 0 ? null : median(ends),
    maxMs: stillOpen > 0 ? null : (ends.at(-1) ?? null),
    eventsAfterAck: outcomes.reduce((sum, { eventsAfterAck }) => sum + eventsAfterAck, 0),
  };
}
