import type { Result } from '../../result/result.ts';
import { type Criterion, costRatio, criteria, type Finding } from './criteria.ts';

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
