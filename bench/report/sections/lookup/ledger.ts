import type { LookupResult } from '../../../result/lookup.ts';
import { cell, left, right, type Table } from '../../document.ts';
import { bytes, decimal, name } from '../../format.ts';

/** Less is what was left of an arm's background, which comes in lumps, when its mean had been taken off. */
const leastCallsShown = 0.05;

/** Work per request as Redis and the wire counted it: the same on every machine. */
export function ledgerTable({ ledger }: LookupResult): Table {
  return {
    caption:
      'Work per request, one request at a time; what an arm asks Redis unasked is taken off and stands in its own column',
    columns: [
      left('contender'),
      right('Redis commands'),
      right('round trips'),
      left('which'),
      right('into Redis'),
      right('out of Redis'),
      right('commands unasked, per second'),
      right('credential'),
      right('to the balancer'),
      right('back'),
      right('to the replica'),
      right('back'),
    ],
    rows: ledger.map((row) => [
      cell(name(row.contender)),
      cell(decimal(row.redisCommandsPerRequest)),
      cell(decimal(row.redisRoundTripsPerRequest)),
      cell(
        Object.entries(row.commands)
          .filter(([, calls]) => calls >= leastCallsShown)
          .map(([command, calls]) => `${command.toUpperCase()} ${decimal(calls)}`)
          .join(', ') || 'none',
      ),
      cell(bytes(row.redisInputBytesPerRequest)),
      cell(bytes(row.redisOutputBytesPerRequest)),
      cell(decimal(row.backgroundCommandsPerSecond)),
      cell(bytes(row.credentialBytes)),
      cell(bytes(row.requestBytes)),
      cell(bytes(row.responseBytes)),
      cell(bytes(row.replicaRequestBytes)),
      cell(bytes(row.replicaResponseBytes)),
    ]),
  };
}
