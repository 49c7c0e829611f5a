import { estimate, percent, utcTime } from '../report/format.ts';
import { escapeMarkdown } from '../report/markdown.ts';
import { type Agreement, holdsText } from './agreement.ts';
import type { CellStatement } from './classes.ts';
import { type KeptRun, whyNotCounted } from './kept-run.ts';
import { costMetrics, type PairByCost, type PairInRuns } from './pairs.ts';

/** The runs with their machines, and what each counts in. */
export function machineTable(runs: readonly KeptRun[]): string {
  const head = [
    'run',
    'machine',
    'stack',
    'measured',
    'Node, nginx, store',
    'costs',
    'revocation',
    'faults',
  ];
  return table(head, runs.map(machineRow));
}

function machineRow({ folder, result }: KeptRun): string[] {
  const { environment, run } = result;
  const { cpuModel, cpuCount, driver, nodeVersion, nginxVersion, storeProgram, redisVersion } =
    environment;
  const told = (why: string | null) =>
    why === null ? 'count' : `not counted: ${escapeMarkdown(why)}`;
  const [wholePath = null, replicas = null] = costMetrics.map((metric) =>
    whyNotCounted(result, 'lookup', metric),
  );
  const costs =
    wholePath === replicas
      ? told(wholePath)
      : `whole path: ${told(wholePath)}; replica alone: ${told(replicas)}`;
  const others = (['revocation', 'failover'] as const).map((experiment) =>
    told(whyNotCounted(result, experiment)),
  );
  return [
    `[${folder}](${folder}/)`,
    escapeMarkdown(`${cpuModel}, ${cpuCount} cores, ${environment.platform}`),
    driver,
    `${utcTime(run.startedAt)}, seed ${run.seed}`,
    escapeMarkdown(`${nodeVersion}, ${nginxVersion}, ${storeProgram} ${redisVersion}`),
    costs,
    ...others,
  ];
}

/** What each pair says by both costs, and how much its ratio differs between the runs. */
export function costTable(pairs: readonly PairInRuns[]): string {
  const head = ['pair', 'whole path', 'range', 'Q, I²', 'replica alone', 'range', 'Q, I²'];
  const rows = pairs.map(({ a, b, isAa, byCost }) => [
    isAa ? '`floor` ÷ `floor`, two equal arms' : `\`${a}\` ÷ \`${b}\``,
    ...byCost.flatMap((cost) => costCells(cost, isAa)),
  ]);
  return table(head, rows);
}

function costCells({ runs, agreement, heterogeneity }: PairByCost, isAa: boolean): string[] {
  const counted = runs.flatMap(({ comparison, notCounted }) =>
    comparison === null || notCounted !== null ? [] : [comparison],
  );
  const [least, most] = [
    counted.toSorted((one, other) => one.ratio - other.ratio)[0],
    counted.toSorted((one, other) => other.ratio - one.ratio)[0],
  ];
  const range =
    least === undefined || most === undefined
      ? '–'
      : least === most
        ? estimate(least.ratio, least)
        : `${estimate(least.ratio, least)} to ${estimate(most.ratio, most)}`;
  return [
    isAa ? 'equal' : agreementText(agreement, null),
    range,
    heterogeneity === null
      ? '–'
      : `${heterogeneity.q.toFixed(1)} (${heterogeneity.degreesOfFreedom}), ${percent(100 * heterogeneity.iSquared)}`,
  ];
}

/** The word, and on how many runs it holds where that is not all of `runs`; null always tells it. */
function agreementText(agreement: Agreement, runs: number | null): string {
  if (agreement.says === null) return '–';
  return agreement.holds === runs ? agreement.says : `${agreement.says}: ${holdsText(agreement)}`;
}

/** A row for each contender and a column for each situation. */
export function matrix(statements: readonly CellStatement[]): string {
  const situations = [...new Set(statements.map(({ situation }) => situation))];
  const contenders = [...new Set(statements.map(({ contender }) => contender))];
  const runs = Math.max(0, ...statements.map(({ agreement }) => agreement.of));
  const rows = contenders.map((contender) => [
    `\`${contender}\``,
    ...situations.map((situation) => {
      const found = statements.find(
        (each) => each.contender === contender && each.situation === situation,
      );
      return found === undefined ? '' : agreementText(found.agreement, runs);
    }),
  ]);
  return table(['contender', ...situations], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${':--|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
