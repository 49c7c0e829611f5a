import { parseArgs } from 'node:util';

export interface Options {
  /** Chapter numbers, `07`; empty: all. */
  readonly chapters: readonly string[];
  readonly update: boolean;
  /** Where the ports of the lab begin. The chapters say 8080 and are translated. Default 8080. */
  readonly firstPort: number;
  /** Read the pages only, run nothing. */
  readonly readOnly: boolean;
}

export const usage = `node docs/runner/main.ts [--chapter NN]... [--update] [--first-port N] [--read-only]
  --chapter NN   this chapter only; may be repeated
  --update       rewrite the shown output to the real one, for review in the diff
  --first-port N where the ports of the lab begin, when 8080 is taken
  --read-only    check links, names and form; run nothing`;

/** Throws with a sentence for what it does not understand. */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      chapter: { type: 'string', multiple: true, default: [] },
      update: { type: 'boolean', default: false },
      'first-port': { type: 'string', default: '8080' },
      'read-only': { type: 'boolean', default: false },
    },
  });
  const chapters = values.chapter.map((chapter) => chapter.padStart(2, '0'));
  const odd = chapters.find((chapter) => !/^\d\d$/.test(chapter));
  if (odd !== undefined) throw new Error(`--chapter takes a number, not ${odd}`);
  const firstPort = Number(values['first-port']);
  if (!Number.isInteger(firstPort)) throw new Error('--first-port takes a number');
  return { chapters, firstPort, update: values.update, readOnly: values['read-only'] };
}
