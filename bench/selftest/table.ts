import { proportion } from '../stats/proportion.ts';
import type { Proof } from './plant.ts';

/**
 * Fooled: right less often than chance would explain if the harness were as good as required (the upper end of
 * Wilson's interval lies below). Where all must be right, one wrong is enough.
 */
export function wasFooled({ findings, requiredShare }: Proof): boolean {
  const right = findings.filter((finding) => finding.right).length;
  const share = proportion(right, findings.length);
  return share === null || share.high < requiredShare;
}

/** What was planted, how often the harness was right about it, and what it said. */
export function renderTable(proofs: readonly Proof[]): string {
  const rows = proofs.map((proof) => {
    const right = proof.findings.filter((finding) => finding.right).length;
    const share = proportion(right, proof.findings.length);
    return [
      proof.planted,
      `${right} of ${proof.findings.length}`,
      share === null ? '' : `${percent(share.low)} to ${percent(share.high)}`,
      percent(proof.requiredShare),
      wasFooled(proof) ? 'FOOLED' : 'ok',
      example(proof),
    ];
  });
  const head = ['planted', 'right', '95 % interval', 'required', '', 'what it said, for example'];
  return alignColumns([head, ...rows]);
}

/** The first wrong answer if there is one: it is the one to look at. */
function example({ findings }: Proof): string {
  const shown = findings.find(({ right }) => !right) ?? findings[0];
  return shown?.said ?? 'nothing';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
