import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export interface Options {
  /** Chapter numbers, `07`; empty: all. */
  readonly chapters: readonly string[];
  readonly update: boolean;
  /** How many chapters run side by side. Default: two, where there are two cores. */
  readonly lanes: number;
  /** Read the pages only, run nothing. */
  readonly readOnly: boolean;
}

export const usage = `node docs/runner/main.ts [--chapter NN]... [--update] [--lanes N] [--read-only]
  --chapter NN   this chapter only; may be repeated
  --update       rewrite the shown output to the real one, for review in the diff
  --lanes N      how many chapters run side by side, each with a lab of its own
  --read-only    check links, names and form; run nothing`;

/** Throws with a sentence for what it does not understand. */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      chapter: { type: 'string', multiple: true, default: [] },
      update: { type: 'boolean', default: false },
      lanes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      'read-only': { type: 'boolean', default: false },
    },
  });
  const chapters = values.chapter.map((chapter) => chapter.padStart(2, '0'));
  const odd = chapters.find((chapter) => !/^\d\d$/.test(chapter));
  if (odd !== undefined) throw new Error(`--chapter takes a number, not ${odd}`);
  const lanes = Number(values.lanes);
  if (!(Number.isInteger(lanes) && lanes > 0)) throw new Error('--lanes takes a number above 0');
  return { chapters, lanes, update: values.update, readOnly: values['read-only'] };
}
