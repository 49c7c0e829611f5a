import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../../infra/lost-output.ts';
import { readResult } from '../../result/read-result.ts';
import type { Result } from '../../result/result.ts';
import { ResultError } from '../../result/result-files.ts';
import { type Criterion, costRatio, criteria, criterionNames, type Finding } from './criteria.ts';

const usage = `node bench/report/decide/main.ts [--results bench/results/latest] [--need name,name]
  needs: ${criterionNames.join(', ')}`;

export interface Row {
  readonly contender: string;
  /** Multiple of `floor`. */
  readonly cost: number | null;
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
      cost: costRatio(result, contender),
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
  return (a.cost ?? Infinity) - (b.cost ?? Infinity);
}

/** The decision as text: one row for each contender, then what remains for these needs. */
export function printDecision(result: Result, decision: Decision): string {
  const { run, environment } = result;
  const head = ['contender', 'cost', ...criteria.map(({ name }) => name)];
  return [
    `Run ${run.id}, profile ${run.profile}, on ${environment.cpuCount} x ${environment.cpuModel}`,
    '',
    ...columns([head, ...decision.rows.map(cellsOf)]),
    '',
    'cost: CPU of the replicas per request, as a multiple of floor (no authentication)',
    ...criteria.map(({ name, meaning }) => `${name}: ${meaning}`),
    ...(decision.needs.length > 0 ? ['', ...choice(decision)] : []),
  ].join('\n');
}

function choice({ needs, remaining, out }: Decision): string[] {
  const needed = needs.map(({ name }) => name).join(', ');
  return [
    remaining.length === 0
      ? `No contender of this run meets ${needed}.`
      : `These meet ${needed}, the cheapest first:`,
    ...remaining.map(({ contender, cost }) => `  ${contender} (${costCell(cost)})`),
    ...(out.length > 0 ? ['Out:'] : []),
    ...out.map(({ row, because: { name } }) => {
      const { holds, figure } = row.findings.get(name) ?? { holds: null, figure: '' };
      return `  ${row.contender}: ${name}: ${holds === null ? 'this run did not try it' : figure}`;
    }),
  ];
}

function cellsOf({ contender, cost, findings }: Row): string[] {
  return [contender, costCell(cost), ...criteria.map(({ name }) => cell(findings.get(name)))];
}

function costCell(cost: number | null): string {
  return cost === null ? '-' : `x ${cost.toFixed(2)}`;
}

/** A failure shows its figure; a yes needs none. */
function cell(finding: Finding | undefined): string {
  if (finding === undefined || finding.holds === null) return '-';
  return finding.holds ? 'yes' : `NO ${finding.figure}`;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((text, index) => text.padEnd(widths?.[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Exit codes: 0 printed, 1 no usable results, 2 a mistake on the command line. */
async function main(): Promise<number> {
  const { results, needs } = readArguments();
  const unknown = needs.find((name) => !criterionNames.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no need called "${unknown}"`);
  const result = await readResult(results);
  process.stdout.write(`${printDecision(result, decide(result, needs))}\n`);
  return 0;
}

function readArguments(): { results: string; needs: string[] } {
  const { values } = parseArgs({
    options: {
      results: { type: 'string', default: 'bench/results/latest' },
      need: { type: 'string', default: '' },
    },
  });
  return { results: values.results, needs: values.need.split(',').filter((name) => name !== '') };
}

if (import.meta.main) {
  noticeLostOutput();
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof ResultError) {
      const remedy = error.code === 'no-results' ? '\nTo get one: make bench PROFILE=smoke' : '';
      process.stderr.write(`${error.message}${remedy}\n`);
      process.exitCode = 1;
    } else if (error instanceof TypeError) {
      process.stderr.write(`${error.message}\n\n${usage}\n`);
      process.exitCode = 2;
    } else {
      throw error;
    }
  }
}
