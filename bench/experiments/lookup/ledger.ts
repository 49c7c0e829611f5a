import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Arm } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import { type Credential, headerBytesOf } from '../../load/credential.ts';
import type { LedgerRow } from '../../result/lookup.ts';
import {
  type Background,
  commandsOf,
  scaled,
  withoutBackground,
  workBetween,
} from './background.ts';
import { measuredPath } from './trial.ts';

/** All of a row but what the balancer's log will say of the window. */
export interface CountedWork {
  readonly row: Omit<LedgerRow, keyof BytesPerRequest>;
  readonly window: CountedWindow;
}

/** Few, and no multiple of three: in round robin every replica meets each of them before the count begins. */
const countedCredentials = 20;
const settleRequests = 6 * countedCredentials;

/** Commands per request that a second of the arm's own background may weigh; half of what the gate allows. */
const backgroundWeight = 0.05;

/**
 * How many requests to count. Background comes in lumps, one beat of each replica at a time, and a window of a fraction
 * of a second holds one too many or too few. So a second of it, which is more than all replicas beat at once, is spread
 * over so many requests that it weighs little. The window is made longer, never the claim wider.
 */
export function countedRequests(atLeast: number, background: Background): number {
  return Math.max(atLeast, Math.ceil(commandsOf(background) / backgroundWeight));
}

/**
 * Counts the work of an arm with one request in flight at a time, so that one read of Redis is one round trip. What it
 * costs to meet a credential for the first time is not counted: connections, and copies that a replica keeps. Nor is
 * the background work of the arm, which has a column of its own.
 */
export async function countWork(
  arm: Arm,
  credentials: readonly Credential[],
  background: Background,
  generator: Pick<Generator, 'provide' | 'run'>,
  atLeast: number,
): Promise<CountedWork> {
  const requests = countedRequests(atLeast, background);
  const counted = credentials.slice(0, countedCredentials);
  const set = `${arm.spec.arm}-ledger`;
  await generator.provide(
    set,
    counted.map(({ headers }) => headers),
  );
  const load = { url: arm.url, path: measuredPath, credentials: set, connections: 1 };
  await generator.run({ ...load, requests: settleRequests });
  const before = await arm.store.counters();
  const fromSeconds = Date.now() / 1_000;
  const outcome = await generator.run({ ...load, requests });
  const toSeconds = Date.now() / 1_000;
  const after = await arm.store.counters();
  if (outcome.accepted !== requests) {
    throw new Error(
      `${arm.spec.arm}: ${outcome.accepted} of ${requests} requests of the ledger were accepted`,
    );
  }

  const ofRequests = withoutBackground(
    workBetween(before, after),
    background,
    toSeconds - fromSeconds,
  );
  const perRequest = scaled(ofRequests, 1 / requests);
  const row = {
    contender: arm.spec.contender,
    requests,
    redisCommandsPerRequest: commandsOf(perRequest),
    redisRoundTripsPerRequest: perRequest.reads,
    commands: { ...perRequest.commands },
    redisInputBytesPerRequest: perRequest.inputBytes,
    redisOutputBytesPerRequest: perRequest.outputBytes,
    backgroundCommandsPerSecond: commandsOf(background),
    credentialBytes: headerBytesOf(counted[0]),
  };
  return { row, window: { arm: arm.spec.arm, fromSeconds, toSeconds } };
}

export type BytesPerRequest = Pick<
  LedgerRow,
  'requestBytes' | 'responseBytes' | 'replicaRequestBytes' | 'replicaResponseBytes'
>;

/** When the counted requests of an arm were sent and answered, in seconds since the epoch as nginx logs them. */
export interface CountedWindow {
  readonly arm: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** One line of the balancer's log (`infra/nginx/render.ts`): bytes from and to the client, to and from the replica. */
const accessLine = z.object({
  t: z.number(),
  arm: z.string(),
  rl: z.number(),
  bs: z.number(),
  ubs: z.coerce.number(),
  ubr: z.coerce.number(),
});

/** The balancer writes its log in batches, at the latest after a second (`infra/nginx/settings.ts`). */
const patienceMs = 3_000;
const pollMs = 100;

/** The balancer's log once it holds lines of every window; what there is by then, where it does not. */
export async function readAccessLog(
  path: string,
  windows: readonly CountedWindow[],
): Promise<string> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    // Where it cannot be read there are no figures; the ledger says so with null.
    const log = await readFile(path, 'utf8').catch(() => '');
    const complete = windows.every((window) => bytesPerRequest(log, window).requestBytes !== null);
    if (complete || performance.now() > deadlineMs) return log;
    await sleep(pollMs);
  }
}

/** Means over the arm's lines of its window, all null without one. A line that is cut off is passed over. */
export function bytesPerRequest(log: string, window: CountedWindow): BytesPerRequest {
  const lines = log.split('\n').flatMap((line) => {
    const parsed = accessLine.safeParse(parseJson(line));
    if (!parsed.success || parsed.data.arm !== window.arm) return [];
    const { t } = parsed.data;
    return t >= window.fromSeconds && t <= window.toSeconds ? [parsed.data] : [];
  });
  const mean = (read: (line: z.infer<typeof accessLine>) => number) =>
    lines.length === 0 ? null : lines.reduce((sum, line) => sum + read(line), 0) / lines.length;
  return {
    requestBytes: mean(({ rl }) => rl),
    responseBytes: mean(({ bs }) => bs),
    replicaRequestBytes: mean(({ ubs }) => ubs),
    replicaResponseBytes: mean(({ ubr }) => ubr),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
