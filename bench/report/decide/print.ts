import type { Result } from '../../result/result.ts';
import { criteria, type Finding } from './criteria.ts';
import type { Decision, Row } from './decision.ts';

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
