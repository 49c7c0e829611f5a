import type { Arm, StoreCounters } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { Credential } from '../../load/credential.ts';
import type { LedgerRow } from '../../result/lookup.ts';
import type { BytesPerRequest, CountedWindow } from './ledger/bytes.ts';
import { measuredPath } from './trial.ts';

/**
 * Commands that belong to a connection and not to a request: opening it, asking whether it lives, reading counters.
 * They are left out of the ledger; none of them is how a contender checks a credential.
 */
const connectionCommands = new Set([
  'info',
  'ping',
  'hello',
  'client',
  'auth',
  'select',
  'command',
  'config',
]);

/** All of a row but what the balancer's log will say of the window. */
export interface CountedWork {
  readonly row: Omit<LedgerRow, keyof BytesPerRequest>;
  readonly window: CountedWindow;
}

/** Few, and no multiple of three: in round robin every replica meets each of them before the count begins. */
const countedCredentials = 20;
const settleRequests = 6 * countedCredentials;

/**
 * Counts the work of an arm with one request in flight at a time, so that one read of Redis is one round trip. What it
 * costs to meet a credential for the first time is not counted: connections, and copies that a replica keeps.
 */
export async function countWork(
  arm: Arm,
  credentials: readonly Credential[],
  generator: Pick<Generator, 'provide' | 'run'>,
  requests: number,
): Promise<CountedWork> {
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

  const commands = commandsPerRequest(before, after, requests);
  const row = {
    contender: arm.spec.contender,
    requests,
    redisCommandsPerRequest: Object.values(commands).reduce((sum, calls) => sum + calls, 0),
    redisRoundTripsPerRequest: (after.reads - before.reads) / requests,
    commands,
    redisInputBytesPerRequest: (after.inputBytes - before.inputBytes) / requests,
    redisOutputBytesPerRequest: (after.outputBytes - before.outputBytes) / requests,
    credentialBytes: Buffer.byteLength(Object.values(counted[0]?.headers ?? {}).join('')),
  };
  return { row, window: { arm: arm.spec.arm, fromSeconds, toSeconds } };
}

function commandsPerRequest(
  before: StoreCounters,
  after: StoreCounters,
  requests: number,
): Record<string, number> {
  const commands: Record<string, number> = {};
  for (const [command, calls] of Object.entries(after.calls)) {
    const delta = calls - (before.calls[command] ?? 0);
    const [family = command] = command.split('|');
    if (delta > 0 && !connectionCommands.has(family)) commands[command] = delta / requests;
  }
  return commands;
}
