import type { Check, Verdict } from './judge.ts';

const shownEntrances = 6;

/** A table by area, and below it each deviation: explained ones once for a case, the others once for each entrance. */
export function renderReport(checks: readonly Check[]): string {
  const areas = [...new Set(checks.map((check) => check.case.area))];
  const rows = areas.map((area) =>
    rowOf(
      area,
      checks.filter((check) => check.case.area === area),
    ),
  );
  const head = ['area', 'cases', 'checks', 'as expected', 'explained', 'unexplained'];
  return [
    renderTable([head, ...rows, rowOf('all', checks)]),
    ...explained(checks),
    ...unexplained(checks),
  ]
    .join('\n')
    .concat('\n');
}

/** One line for each case and each way in which it deviates without an explanation, with the entrances. */
export function unexplained(checks: readonly Check[]): readonly string[] {
  const found = checks.filter(({ verdict }) => verdict === 'unexplained');
  const groups = Map.groupBy(found, (check) => `${check.case.id}: ${check.differences.join('; ')}`);
  return [...groups].map(([line, same]) => {
    const names = same.map(({ entrance }) => entrance.name);
    const more = names.length > shownEntrances ? `; and ${names.length - shownEntrances} more` : '';
    return `${line} (${names.slice(0, shownEntrances).join('; ')}${more})`;
  });
}

function explained(checks: readonly Check[]): readonly string[] {
  const cases = new Set(
    checks.filter(({ verdict }) => verdict === 'explained').map((check) => check.case),
  );
  return [...cases].map(({ id, deviation }) => `explained: ${id}: ${deviation?.why}`);
}

function rowOf(area: string, checks: readonly Check[]): readonly string[] {
  const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
  const cases = new Set(checks.map((check) => check.case)).size;
  const verdicts = (['as expected', 'explained', 'unexplained'] as const).map(count);
  return [area, ...[cases, checks.length, ...verdicts].map(String)];
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths?.[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  '),
    )
    .join('\n');
}
