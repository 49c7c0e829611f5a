import { group } from 'd3-array';
import type { Crossover } from '../../../result/lookup.ts';
import { cell, left, type Table } from '../../document.ts';
import { absent, milliseconds, name } from '../../format.ts';

/** Signature by lookup: from which round trip on the signature alone answers sooner. */
export function crossoverTable(crossovers: readonly Crossover[]): Table {
  const lookups = [...new Set(crossovers.map((crossover) => crossover.lookup))];
  const shortest = Math.min(...crossovers.map((crossover) => crossover.measuredFromMs));
  const longest = Math.max(...crossovers.map((crossover) => crossover.measuredToMs));
  return {
    caption: `From which round trip to Redis on a signature alone answers sooner than a lookup; measured from ${milliseconds(shortest)} to ${milliseconds(longest)}`,
    columns: [
      left('signature'),
      left('algorithm, library'),
      ...lookups.map((lookup) => left(`sooner than ${name(lookup)}`)),
    ],
    rows: [...group(crossovers, (crossover) => crossover.signature)].map(([signature, own]) => [
      cell(name(signature)),
      cell(algorithmText(own[0])),
      ...lookups.map((lookup) => cell(crossoverText(own.find((each) => each.lookup === lookup)))),
    ]),
  };
}

/** `ES256, jose`. */
export function algorithmText(found: Pick<Crossover, 'algorithm' | 'library'> | undefined): string {
  if (found === undefined || found.algorithm === null) return absent;
  return `${found.algorithm}, ${found.library ?? 'library unknown'}`;
}

function crossoverText(crossover: Crossover | undefined): string {
  switch (crossover?.kind) {
    case undefined:
      return absent;
    case 'at':
      return `from ${milliseconds(crossover.roundTripMs)} on [${milliseconds(crossover.lowMs)}, ${milliseconds(crossover.highMs)}]`;
    case 'below-range':
      return 'at every one measured';
    case 'above-range':
      return 'at none measured';
    case 'parallel':
      return 'the lines do not part';
    case 'too-few-blocks':
      return 'too few blocks to say';
  }
}
