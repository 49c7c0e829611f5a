import type { Random } from '../stats/random.ts';

/**
 * One kind of known effect that is planted and looked for. To add one: write it in `plants/`, list it in `registry.ts`.
 */
export interface Plant {
  /** For `--only`. */
  readonly name: string;
  /** Where chance plays no part so many repetitions are enough. Default: as many as are asked for. */
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
  /** What share of repetitions must be right: 1 for what is no matter of chance. */
  readonly requiredShare: number;
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** What the harness said, in its own words. */
  readonly said: string;
  readonly right: boolean;
}
