import type { LookupResult } from '../../../result/lookup.ts';
import { cell, left, right, type Table } from '../../document.ts';
import { bytes, decimal, name } from '../../format.ts';

/** Work per request as Redis and the wire counted it: the same on every machine. */
export function ledgerTable({ ledger }: LookupResult): Table {
  return {
    caption: 'Work per request, one request at a time',
    columns: [
      left('contender'),
      right('Redis commands'),
      right('round trips'),
      left('which'),
      right('into Redis'),
      right('out of Redis'),
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
          .map(([command, calls]) => `${command.toUpperCase()} ${decimal(calls)}`)
          .join(', ') || 'none',
      ),
      cell(bytes(row.redisInputBytesPerRequest)),
      cell(bytes(row.redisOutputBytesPerRequest)),
      cell(bytes(row.credentialBytes)),
      cell(bytes(row.requestBytes)),
      cell(bytes(row.responseBytes)),
      cell(bytes(row.replicaRequestBytes)),
      cell(bytes(row.replicaResponseBytes)),
    ]),
  };
}
