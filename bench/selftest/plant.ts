import { proportion } from '../stats/proportion.ts';
import type { Random } from '../stats/random.ts';

/**
 * One kind of known effect that is planted and looked for. To add one: write it in `plants/`, list it in `main.ts`.
 */
export interface Plant {
  /** The name that `--only` takes. */
  readonly name: string;
  /** The most repetitions that help where chance plays no part. Default: the number that was asked for. */
  readonly mostRepetitions?: number;
  /** Plants, measures, and tells what the harness said, once for each repetition. Ends all that it starts. */
  prove(context: PlantContext): Promise<readonly Proof[]>;
}

export interface PlantContext {
  readonly repetitions: number;
  readonly random: Random;
  /** A line of progress. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** One row of the table. */
export interface Proof {
  readonly planted: string;
  /** The share of repetitions that must be right; 1 where chance plays no part. */
  readonly requiredShare: number;
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** What the harness said, in its own words. */
  readonly said: string;
  readonly right: boolean;
}

/**
 * The harness was fooled when it was right less often than chance explains for a harness that is as good as required:
 * the upper end of Wilson's interval lies below the required share. Where all must be right, one wrong is enough.
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
