import { headlineOf } from '../../result/headline.ts';
import type { Comparison } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { type Cell, cell, type FilledColumn, left, type Table, tableOf } from '../document.ts';
import { costLabel, signedWith } from '../evidence/configuration.ts';
import { count, name, withInterval } from '../format.ts';
import { trustStatement } from '../sections/trust.ts';
import { paintFor, plain, renderTable, tablesWithin, wrap } from '../terminal/table.ts';
import { metricName } from '../verdicts/lookup.ts';
import { type Criterion, costOf, criteria, type Finding } from './criteria.ts';

export interface Row {
  readonly contender: string;
  /** Multiple of `floor`. */
  readonly cost: Comparison | null;
  readonly findings: ReadonlyMap<string, Finding>;
}

export interface Decision {
  readonly rows: readonly Row[];
  /** What is needed, in the order in which it was asked for. */
  readonly needs: readonly Criterion[];
  /** Contenders that meet every need, the cheapest first. */
  readonly remaining: readonly Row[];
  /** Why each other one is out: its first need that is not met, or that this run did not try. */
  readonly out: readonly { readonly row: Row; readonly because: Criterion }[];
}

/** `floor` is no choice: it guards nothing. */
export function decide(result: Result, needed: readonly string[]): Decision {
  const rows = result.contenders
    .filter(({ app }) => app !== 'floor')
    .map(({ contender }) => ({
      contender,
      cost: costOf(result, contender),
      findings: new Map(criteria.map((one) => [one.name, one.judge(result, contender)])),
    }));
  const needs = needed.flatMap((name) => criteria.find((one) => one.name === name) ?? []);
  const missed = (row: Row) => needs.find(({ name }) => row.findings.get(name)?.holds !== true);
  return {
    rows,
    needs,
    remaining: rows.filter((row) => missed(row) === undefined).toSorted(byCost),
    out: rows.flatMap((row) => {
      const because = missed(row);
      return because === undefined ? [] : [{ row, because }];
    }),
  };
}

/** What was not measured comes last. */
function byCost(a: Row, b: Row): number {
  return (a.cost?.ratio ?? Infinity) - (b.cost?.ratio ?? Infinity);
}

const width = 100;
const notTried = '-';

/** The decision as text: how far to trust the run, one row for each contender, then what remains for these needs. */
export function printDecision(result: Result, decision: Decision): string {
  const { run, environment } = result;
  const { rows, needs } = decision;
  const cost: FilledColumn<Row> = [left('cost'), (row) => costText(row.cost)];
  const head = [
    `Run ${run.id}, profile ${run.profile}, on ${environment.cpuCount} x ${environment.cpuModel}`,
    `Can you trust this run? ${trustStatement(result).text}`,
  ];
  const tables = [
    ...tablesOf(rows, [cost, ...criteria.map(columnOf)]),
    tableText(meaningTable(result, rows)),
  ];
  return [
    ...head.flatMap(wrapped),
    ...tables.flatMap((table) => ['', table]),
    ...costNote(rows),
    ...(needs.length > 0 ? ['', ...choice(decision)] : []),
  ].join('\n');
}

/** Which signatures the costs are those of; the tables have the bare names. */
function costNote(rows: readonly Row[]): string[] {
  const told = rows.filter(({ cost }) => cost !== null).map(({ contender }) => contender);
  const signed = signedWith(told);
  return signed === '' ? [] : ['', ...wrapped(signed)];
}

function wrapped(text: string): string[] {
  return wrap(plain(text), width);
}

/** Every column within the width. What the run did not try has no column. */
function tablesOf(rows: readonly Row[], all: readonly FilledColumn<Row>[]): string[] {
  const columns = all.filter(([, textOf]) => rows.some((row) => textOf(row) !== notTried));
  const table = tableOf('What each contender does', rows, [
    [left('contender'), ({ contender }) => contender],
    ...columns,
  ]);
  return tablesWithin(table, width).map(tableText);
}

/** Without colours, and with all of its columns. */
function tableText(table: Table): string {
  return renderTable(table, Number.POSITIVE_INFINITY, paintFor(false));
}

/** A failure shows its figure; a yes needs none. */
function columnOf({ name }: Criterion): FilledColumn<Row> {
  return [left(name), ({ findings }) => cellOf(findings.get(name))];
}

function cellOf(finding: Finding | undefined): string {
  if (finding === undefined || finding.holds === null) return notTried;
  return finding.holds ? 'yes' : `NO ${finding.figure}`;
}

function costText(cost: Comparison | null): string {
  return cost === null ? notTried : withInterval(cost.ratio, cost);
}

/** Needs against contenders, for a page. */
export function needsTable(result: Result): Table {
  return tableOf(
    'Needs against contenders, as `make decide` has them',
    decide(result, []).rows,
    [
      [left('contender'), ({ contender }) => name(contender)],
      ...criteria.map(
        ({ name: need }): FilledColumn<Row> => [
          left(name(need)),
          ({ findings }) => needCell(findings.get(need)),
        ],
      ),
    ],
    'heat',
  );
}

function needCell(finding: Finding | undefined): Cell {
  if (finding === undefined || finding.holds === null) return cell('not tried');
  return finding.holds ? cell('yes') : cell(`NO ${finding.figure}`, 'warn');
}

/** What a need is, and on how few tries a yes may rest. */
function meaningTable({ run, lookup }: Result, rows: readonly Row[]): Table {
  const cost =
    run.profile === 'smoke'
      ? 'none in a smoke run, because the code is not yet optimised'
      : `${metricName(headlineOf(lookup))} as a multiple of floor, 95 % interval`;
  const needs = criteria.map(({ name, meaning, unit }) => {
    const findings = rows.flatMap(({ findings: found }) => found.get(name) ?? []);
    const tries = findings.filter(({ holds }) => holds).map((finding) => finding.tries);
    const wasTried = findings.some(({ holds }) => holds !== null);
    const rests = tries.length === 0 ? '' : `${count(Math.min(...tries))} ${unit}`;
    return { name, meaning, rests: wasTried ? rests : 'not tried' };
  });
  return tableOf(
    'What it means',
    [{ name: 'cost', meaning: cost, rests: '' }, ...needs],
    [
      [left('need'), ({ name }) => name],
      [left('meaning'), ({ meaning }) => meaning],
      [left('a yes rests on'), ({ rests }) => rests],
    ],
  );
}

function choice({ needs, remaining, out }: Decision): string[] {
  const needed = needs.map(({ name }) => name).join(', ');
  const order = remaining.some(({ cost }) => cost !== null) ? ', the cheapest first' : '';
  return [
    ...wrapped(
      remaining.length === 0
        ? `No contender of this run meets ${needed}.`
        : `These meet ${needed}${order}:`,
    ),
    ...remaining.map(({ contender, cost }) =>
      cost === null ? `  ${contender}` : `  ${costLabel(contender)}: cost ${costText(cost)}`,
    ),
    ...(out.length > 0 ? ['Out:'] : []),
    ...out.map(
      ({ row, because }) => `  ${row.contender}: ${because.name}: ${reasonOf(row, because)}`,
    ),
  ];
}

function reasonOf({ findings }: Row, { name, unit }: Criterion): string {
  const finding = findings.get(name);
  if (finding === undefined || finding.holds === null) return 'this run did not try it';
  return finding.figure.includes(' of ') ? `${finding.figure} ${unit}` : finding.figure;
}
