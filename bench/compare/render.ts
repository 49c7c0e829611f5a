import { cell, left, right, type Table, type Tone, tableOf } from '../report/document.ts';
import { signedWith } from '../report/evidence/configuration.ts';
import { figure, interval, percent, ratio } from '../report/format.ts';
import { paintFor, plain, renderTable, wrap } from '../report/terminal/table.ts';
import { costUs, headlineOf } from '../result/headline.ts';
import type { Result } from '../result/result.ts';
import { type Difference, type DifferenceWord, differencesBetween } from './difference.ts';
import { configDifferences, type FactDifference, machineDifferences } from './facts.ts';

export interface CompareOutput {
  readonly width: number;
  readonly colour: boolean;
}

/** Two runs side by side. Says what it refuses to compare, and why. */
export function renderComparison(a: Result, b: Result, { width, colour }: CompareOutput): string {
  const columns = Math.min(width, 120);
  const paint = paintFor(colour);
  const lines = (text: string) => wrap(text, columns).map(plain);
  const machine = machineDifferences(a, b);
  const isSmoke = [a, b].some(({ run }) => run.profile === 'smoke');
  const differences = isSmoke ? [] : differencesBetween(a, b);
  const tables = [
    differenceTable(differences),
    ...(machine.length > 0 || isSmoke ? [] : [absoluteTable(a, b)]),
    factTable('Counted, not timed: what came out otherwise', countedDifferences(a, b)),
    factTable('The machines differ', machine),
    factTable('What else is not the same', configDifferences(a, b)),
  ].filter((table) => table.rows.length > 0);
  const parts = [
    ...[a, b].flatMap((run, index) => lines(headOf(index === 0 ? 'A' : 'B', run))),
    ...tables.flatMap((table) => ['', renderTable(table, columns, paint)]),
    '',
    ...(isSmoke ? [smokeNote] : closing(differences, machine)).flatMap(lines),
  ];
  return `${parts.join('\n')}\n`;
}

const smokeNote =
  'A smoke run has no ratios: its replicas have not yet optimised the code that it measures.';

function headOf(label: string, { run, environment, gates }: Result): string {
  const failed = gates.filter((gate) => gate.status === 'fail').map((gate) => gate.gate);
  const trust = failed.length > 0 ? `; validity gates failed: ${failed.join(', ')}` : '';
  const provisional = run.profile === 'smoke' ? ', provisional' : '';
  return `${label}  ${run.id}, profile ${run.profile}${provisional}, seed ${run.seed}, ${environment.cpuModel}${trust}`;
}

const tones: Readonly<Record<DifferenceWord, Tone>> = {
  better: 'good',
  worse: 'bad',
  '~': 'neutral',
  unsupported: 'bad',
};

const measures: Readonly<Record<Difference['pair']['metric'], string>> = {
  wholePathCpuUsPerRequest: 'whole-path CPU',
  replicaCpuUsPerRequest: 'replica CPU',
  mainThreadCpuUsPerRequest: 'main thread',
  latencyP50Us: 'p50, full load',
  pacedLatencyP50Us: 'p50, equal rate',
  requestsPerSecond: 'throughput',
};

/** The primary pairs come first. Among many secondary pairs some move by chance. */
function differenceTable(differences: readonly Difference[]): Table {
  const primaryFirst = [...differences].sort(
    (one, other) => Number(other.pair.kind === 'primary') - Number(one.pair.kind === 'primary'),
  );
  const caption = 'Ratios within each run: is the first of the pair better in B than in A?';
  return tableOf(caption, primaryFirst, [
    [left('pair'), (row) => `${row.pair.a} / ${row.pair.b}`],
    [left('by'), (row) => measures[row.pair.metric]],
    [left('B'), (row) => cell(row.word, tones[row.word])],
    [right('in A'), (row) => ratio(row.ratioA)],
    [right('in B'), (row) => ratio(row.ratioB)],
    [right('B ÷ A'), (row) => ratio(row.change)],
    [right('95 % interval'), (row) => interval(row.low, row.high)],
    [left('kind'), (row) => row.pair.kind],
  ]);
}

/** Only for runs of one machine, by the headline of both or by replica CPU. It has no verdicts, because the two days differ and no interval covers that. */
function absoluteTable(a: Result, b: Result): Table {
  const headlines = [a, b].map(({ lookup }) => headlineOf(lookup));
  const metric = headlines[0] === headlines[1] ? headlineOf(a.lookup) : 'replicaCpuUsPerRequest';
  const costsB = b.lookup?.costs ?? [];
  const rows = (a.lookup?.costs ?? []).flatMap((cost) => {
    const before = costUs(cost, metric);
    const after = costUs(
      costsB.find(({ arm }) => arm === cost.arm),
      metric,
    );
    return before === null || after === null ? [] : [{ arm: cost.arm, before, after }];
  });
  const caption = `The same machine: microseconds of ${measures[metric]} per request, without an interval`;
  return tableOf(caption, rows, [
    [left('arm'), ({ arm }) => arm],
    [right('A'), ({ before }) => figure(before)],
    [right('B'), ({ after }) => figure(after)],
    [right('change'), ({ before, after }) => percent(100 * (after / before - 1))],
  ]);
}

function factTable(caption: string, differences: readonly FactDifference[]): Table {
  return tableOf(caption, differences, [
    [left('fact'), (row) => row.fact],
    [left('A'), (row) => row.a],
    [left('B'), (row) => row.b],
  ]);
}

function closing(differences: readonly Difference[], machine: readonly FactDifference[]): string[] {
  const signed = signedWith(differences.flatMap(({ pair }) => [pair.a, pair.b]));
  const refusal = `Absolute figures are not compared: the machines differ in ${machine.map(({ fact }) => fact).join(', ')}.`;
  return [
    ...(machine.length > 0 ? [refusal] : []),
    ...(signed === '' ? [] : [signed]),
    'better, worse: the interval excludes 1 and the change exceeds the A/A noise of both runs; for secondary pairs also after correction for their number (Holm). ~: no difference that these two runs can show.',
    ...(differences.some(({ word }) => word === 'unsupported')
      ? ['unsupported: a validity gate failed, so these ratios carry no word.']
      : []),
  ];
}

/**
 * Facts that were counted and not timed. Different machines can be compared by them: round trips; whether a revoked
 * credential was accepted, came back or outlived the watch; whether a fault caused false accepts or false rejects.
 */
export function countedDifferences(a: Result, b: Result): FactDifference[] {
  const [inA, inB] = [countsOf(a), countsOf(b)];
  return [...ledgerDifferences(a, b), ...differing(inA, inB)];
}

/** The counts are whole numbers apart from background work, of which the gate of the ledger allows this much. */
const ledgerSlack = 0.1;

function ledgerDifferences(a: Result, b: Result): FactDifference[] {
  return (a.lookup?.ledger ?? []).flatMap((one) => {
    const other = b.lookup?.ledger.find(({ contender }) => contender === one.contender);
    if (other === undefined) return [];
    const counts = [
      ['Redis commands', one.redisCommandsPerRequest, other.redisCommandsPerRequest],
      ['round trips', one.redisRoundTripsPerRequest, other.redisRoundTripsPerRequest],
    ] as const;
    return counts
      .filter(([, inA, inB]) => Math.abs(inA - inB) > ledgerSlack)
      .map(([what, inA, inB]) => ({
        fact: `${one.contender}: ${what} per request`,
        a: inA.toFixed(2),
        b: inB.toFixed(2),
      }));
  });
}

function differing(
  inA: ReadonlyMap<string, string>,
  inB: ReadonlyMap<string, string>,
): FactDifference[] {
  return [...inA.keys()]
    .filter((fact) => inB.has(fact) && inB.get(fact) !== inA.get(fact))
    .map((fact) => ({ fact, a: inA.get(fact) ?? '', b: inB.get(fact) ?? '' }));
}

function countsOf({ revocation, failover }: Result): Map<string, string> {
  const yes = (happened: number) => (happened > 0 ? 'yes' : 'no');
  return new Map([
    ...(revocation?.summary ?? []).flatMap((row): [string, string][] => [
      [
        `${row.contender}, ${row.action}: accepted after the acknowledgement`,
        yes(row.staleAccepts),
      ],
      [`${row.contender}, ${row.action}: came back`, yes(row.resurrections)],
      [`${row.contender}, ${row.action}: outlived the watch`, yes(row.censored)],
    ]),
    ...(failover?.summary ?? []).flatMap((row): [string, string][] => {
      const cell = `${row.contender}, ${row.fault}${row.variant === null ? '' : ` ${row.variant}`}`;
      return [
        [`${cell}: revoked let in`, yes(row.falseAccepts)],
        [`${cell}: valid turned away`, yes(row.falseRejects)],
        [`${cell}: requests failed`, yes(row.failed)],
      ];
    }),
  ]);
}
