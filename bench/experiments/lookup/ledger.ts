import type { Arm } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { Credential } from '../../load/credential.ts';
import type { LedgerRow } from '../../result/lookup.ts';
import {
  type Background,
  commandsOf,
  scaled,
  withoutBackground,
  workBetween,
} from './ledger/background.ts';
import type { BytesPerRequest, CountedWindow } from './ledger/bytes.ts';
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
 * what the arm does while nobody asks; that stands in a column of its own.
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
    credentialBytes: Buffer.byteLength(Object.values(counted[0]?.headers ?? {}).join('')),
  };
  return { row, window: { arm: arm.spec.arm, fromSeconds, toSeconds } };
}
