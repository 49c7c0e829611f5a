import type { Arm } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { Credential } from '../../load/credential.ts';
import type { LedgerRow } from '../../result/lookup.ts';
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

/** Counts the work of an arm with one request in flight at a time, so that one read of Redis is one round trip. */
export async function countWork(
  arm: Arm,
  generator: Generator,
  requests: number,
  credential: Credential,
): Promise<LedgerRow> {
  const load = { url: arm.url, path: measuredPath, credentials: arm.spec.arm, connections: 1 };
  // The first requests open connections to Redis' clients and to the replicas; they are not the work of a request.
  await generator.run({ ...load, requests: 30 });
  const before = await arm.store.counters();
  const outcome = await generator.run({ ...load, firstCredential: 30, requests });
  const after = await arm.store.counters();
  if (outcome.accepted !== requests) {
    throw new Error(
      `${arm.spec.arm}: ${outcome.accepted} of ${requests} requests of the ledger were accepted`,
    );
  }

  const commands: Record<string, number> = {};
  for (const [command, calls] of Object.entries(after.calls)) {
    const delta = calls - (before.calls[command] ?? 0);
    const [family = command] = command.split('|');
    if (delta > 0 && !connectionCommands.has(family)) commands[command] = delta / requests;
  }
  const commandsPerRequest = Object.values(commands).reduce((sum, calls) => sum + calls, 0);
  const reads = after.reads - before.reads;
  return {
    contender: arm.spec.contender,
    requests,
    redisCommandsPerRequest: commandsPerRequest,
    redisRoundTripsPerRequest: reads / requests,
    commands,
    redisInputBytesPerRequest: (after.inputBytes - before.inputBytes) / requests,
    redisOutputBytesPerRequest: (after.outputBytes - before.outputBytes) / requests,
    requestBytes: null,
    responseBytes: null,
    replicaRequestBytes: null,
    replicaResponseBytes: null,
    credentialBytes: Buffer.byteLength(Object.values(credential.headers).join('')),
  };
}
