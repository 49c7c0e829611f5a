import type { Result } from '../result/result.ts';

/** One edit of `results.json` by a forger, who writes new checksums afterwards. */
export interface Tamper {
  readonly name: string;
  /** Whether the forger also draws the reports again from the forged results. */
  readonly drawsReports: boolean;
  /** Edits the result in place. */
  edit(result: Result): void;
}

export const drawn = (name: string, edit: Tamper['edit']): Tamper => ({
  name,
  drawsReports: true,
  edit,
});
export const left = (name: string, edit: Tamper['edit']): Tamper => ({
  name,
  drawsReports: false,
  edit,
});

/** The first item for which it holds. An edit without one changes nothing, and then the run does not hold it. */
export function change<T>(
  items: readonly T[] | undefined,
  isWanted: (item: T) => boolean,
  edit: (item: T) => void,
): void {
  const item = items?.find(isWanted);
  if (item !== undefined) edit(item);
}

export const any = () => true;
