import type { RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import type { Race } from '../../result/revocation-findings.ts';
import {
  type Block,
  type Cell,
  cell,
  countCell,
  type FilledColumn,
  left,
  paragraph,
  right,
  type Section,
  section,
  type Table,
  tableBlock,
  tableOf,
  titled,
} from '../document.ts';
import { withoutEmptyColumns } from '../empty-columns.ts';

import {
  actionText,
  type Staleness,
  staleAfterMs,
  stalenessOf,
  staleTime,
} from '../evidence/staleness.ts';
import { absent, atMost, count, divided, milliseconds, name, share, trialsOf } from '../format.ts';
import { toneSigns } from '../tone.ts';
import {
  outcomesExplained,
  outcomeWords,
  revocationOutcome,
  revocationTones,
} from '../verdicts/revocation.ts';
import { undoneLogouts } from '../verdicts/revocation-proofs.ts';
import { gapsBetweenProbes } from './limits.ts';

import { staleCurveBlocks } from './revocation/curves.ts';
import { ecdfBlocks } from './revocation/ecdf.ts';
import { findingBlocks } from './revocation/findings.ts';

/** How long a revoked credential still works anywhere, and whether it comes back. */
export function revocationSection(revocation: RevocationResult): Section {
  const many = revocation.summary.length > 12;
  return section(
    'revocation',
    'Revocation: how long a revoked credential lives',
    'The clock starts when the revoking answer has fully arrived. From then on every replica is asked directly, about once a millisecond, whether it still accepts; the slowest replica counts.',
    [
      tableBlock(outcomeTable(revocation)),
      paragraph(outcomesExplained(gapsBetweenProbes(revocation.trials))),
      tableBlock(withoutEmptyColumns(revocationTable(revocation), absent), many),
      ecdfBlocks(revocation),
      staleCurveBlocks(revocation),
      raceBlocks(revocation.races),
      findingBlocks(revocation),
    ],
  );
}

/** Contender by action: in words and signs, with the colour that goes with them. */
function outcomeTable({ summary, notMeasured, races }: RevocationResult): Table {
  const actions = [...new Set(summary.map((each) => each.action))];
  const contenders = [...new Set(summary.map((each) => each.contender))];
  const gap = (contender: string, action: string): Cell => {
    const found = notMeasured.find(
      (each) => each.contender === contender && each.action === action,
    );
    return cell(found === undefined ? 'not measured' : found.kind.replaceAll('-', ' '));
  };
  const columns = actions.map(
    (action): FilledColumn<string> => [
      left(actionText(action, summary)),
      (contender) => {
        const found = summary.find(
          (each) => each.contender === contender && each.action === action,
        );
        return found === undefined ? gap(contender, action) : outcomeCell(found, races);
      },
    ],
  );
  return tableOf(
    'How long anything revoked was accepted anywhere, by contender and revoking action',
    contenders,
    [[left('contender'), name], ...columns],
    'heat',
  );
}

/** The probes of a logout meet no other request. Where a request was under way, the races say whether it lasted. */
function outcomeCell(summary: RevocationSummary, races: readonly Race[]): Cell {
  const undone = undoneLogouts(races, summary);
  const words = outcomeWords(summary);
  const tone = undone === null ? revocationTones[revocationOutcome(summary)] : 'bad';
  const said = undone === null ? words : `in races: came back in ${undone}; otherwise ${words}`;
  return cell(`${toneSigns[tone]} ${said}`, tone);
}

function revocationTable({ summary, trials }: RevocationResult): Table {
  return tableOf(
    'Revocation latency of the fleet in detail. “None seen”: so many trials saw no stale accept, and below the resolution there is no figure. “Last accept seen”: the latest sending of a probe that was accepted. “p99, sent”: from this time on every probe that was sent was refused; the other times end with the answer to that probe, so they hold the machine’s delay as well as the contender’s',
    summary.map((row) => ({ ...row, staleness: stalenessOf(trials, row.contender, row.action) })),
    [
      [left('contender'), (row) => name(row.contender)],
      [left('action'), (row) => actionText(row.action, [row])],
      [right('trials'), (row) => String(row.trials)],
      [
        right('stale accepts'),
        ({ staleAccepts, probesAfterAck }) =>
          cell(
            `${count(staleAccepts)} (${share(staleAccepts, probesAfterAck)})`,
            staleAccepts > 0 ? 'bad' : 'neutral',
          ),
      ],
      [right('last accept seen'), (row) => (row.censored > 0 ? 'to the end' : lastAccept(row))],
      [right('p99, sent'), (row) => seenOnly(row.staleness, 0.99, row.p99SentMs)],
      [right('p50'), (row) => seenOnly(row.staleness, 0.5, row.p50Ms)],
      [right('p99'), (row) => seenOnly(row.staleness, 0.99, row.p99Ms)],
      [right('largest'), ({ staleness }) => staleTime(staleAfterMs(staleness, 1))],
      [right('resolution'), (row) => milliseconds(row.resolutionMs)],
      [
        right('accepting at the end'),
        (row) => cell(`${row.censored} of ${row.trials}`, row.censored > 0 ? 'bad' : 'neutral'),
      ],
      [right('came back'), (row) => countCell(row.resurrections, 'bad')],
      [right('promised'), promise],
    ],
  );
}

/** A percentile of the file where it lies in a trial with a stale accept. A dash stands where the sample is too small. */
function seenOnly(staleness: Staleness, share: number, valueMs: number | null): string {
  return staleTime(valueMs !== null && staleAfterMs(staleness, share) === 0 ? 0 : valueMs);
}

function lastAccept({ staleAccepts, maxLowMs }: RevocationSummary): string {
  return staleAccepts === 0 ? 'none' : milliseconds(maxLowMs);
}

function promise({ boundMs, usualBoundMs }: RevocationSummary): string {
  if (boundMs === null) return absent;
  if (usualBoundMs !== null) return divided(boundMs, usualBoundMs);
  return boundMs === 0 ? 'at once' : atMost(boundMs);
}

/** Whether a logout stays a logout while other requests of the same credential are under way. */
function raceBlocks(races: readonly Race[]): Block[] {
  if (races.length === 0) return [];
  const example = races.find((race) => race.cameBack > 0 && race.example !== null);
  return titled(
    'races',
    'Does it come back?',
    paragraph(
      'A request that is under way when the logout happens may save its session record once more when it ends. The record is there again, with its full life, and the revoked credential works. The lab forces that race: each logout meets requests of the same credential in flight on every replica. Rows with a login in flight are about another race. There the subject logs in on every replica while its `logout-all` runs. A login counts as come back when a second `logout-all`, sent after everything was answered, does not end it.',
    ),
    tableBlock(raceTable(races)),
    example !== undefined && tableBlock(exampleTable(example)),
  );
}

function raceTable(races: readonly Race[]): Table {
  return tableOf('Logouts with requests in flight', races, [
    [left('contender'), (row) => name(row.contender)],
    [
      left('in flight'),
      ({ inFlight, credentialLifeMs, usualLifeMs }) =>
        credentialLifeMs === undefined
          ? inFlight
          : `${inFlight}, in a life of ${divided(credentialLifeMs, usualLifeMs)}`,
    ],
    [right('races'), (row) => trialsOf({ trials: row.races, invalid: row.invalid })],
    [right('overlapped'), (row) => count(row.overlapped)],
    [right('came back'), (row) => countCell(row.cameBack, 'bad', 'good')],
    [right('of those that overlapped'), (row) => share(row.cameBack, row.overlapped)],
  ]);
}

function exampleTable({ contender, inFlight, example }: Race): Table {
  return tableOf(
    `One race of ${name(contender)} that came back, with a ${inFlight} in flight; milliseconds after the logout was sent`,
    example ?? [],
    [
      [left('request'), (event) => name(event.request)],
      [left('replica'), (event) => event.replica ?? absent],
      [right('sent'), (event) => milliseconds(event.sentMs)],
      [right('answered'), (event) => milliseconds(event.doneMs)],
      [right('status'), (event) => (event.status === null ? 'no answer' : String(event.status))],
    ],
  );
}
