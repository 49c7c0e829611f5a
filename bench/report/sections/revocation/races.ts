import type { Race } from '../../../result/revocation-findings.ts';
import {
  type Block,
  cell,
  headingBlock,
  left,
  right,
  type Table,
  tableBlock,
} from '../../document.ts';
import { absent, count, milliseconds, name, share, trialsOf } from '../../format.ts';

/** Whether a logout stays a logout while other requests of the same credential are under way. */
export function raceBlocks(races: readonly Race[]): Block[] {
  if (races.length === 0) return [];
  const example = races.find((race) => race.cameBack > 0 && race.example !== null);
  return [
    headingBlock('races', 'Does it come back?'),
    {
      kind: 'paragraph',
      text: 'A request that is under way when the logout happens may save its session record once more when it ends. The record is there again, with its full life, and the revoked credential works. The lab forces that race: each logout meets requests of the same credential in flight on every replica.',
    },
    tableBlock(raceTable(races)),
    ...(example === undefined ? [] : [tableBlock(exampleTable(example))]),
  ];
}

function raceTable(races: readonly Race[]): Table {
  return {
    caption: 'Logouts with requests in flight',
    columns: [
      left('contender'),
      left('in flight'),
      right('races'),
      right('overlapped'),
      right('came back'),
      right('of those that overlapped'),
    ],
    rows: races.map((race) => [
      cell(name(race.contender)),
      cell(race.inFlight),
      cell(trialsOf({ trials: race.races, invalid: race.invalid })),
      cell(count(race.overlapped)),
      cell(count(race.cameBack), race.cameBack > 0 ? 'bad' : 'good'),
      cell(share(race.cameBack, race.overlapped)),
    ]),
  };
}

function exampleTable({ contender, inFlight, example }: Race): Table {
  return {
    caption: `One race of ${name(contender)} that came back, with a ${inFlight} in flight; milliseconds after the logout was sent`,
    columns: [left('request'), left('replica'), right('sent'), right('answered'), right('status')],
    rows: (example ?? []).map((event) => [
      cell(name(event.request)),
      cell(event.replica ?? absent),
      cell(milliseconds(event.sentMs)),
      cell(milliseconds(event.doneMs)),
      cell(event.status === null ? 'no answer' : String(event.status)),
    ]),
  };
}
