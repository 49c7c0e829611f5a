/** What one run says about a subject, as a word of a closed set: `costs more`, `signs users out`. */
export interface Saying {
  readonly folder: string;
  readonly says: string;
}

/** What several runs say about the same subject. Only runs that count are in it. */
export interface Agreement {
  /** What most runs say; of two words that equally many say, the one of the first run. Null where no run counts. */
  readonly says: string | null;
  readonly holds: number;
  readonly of: number;
  /** The runs that say something else. */
  readonly others: readonly Saying[];
}

export function agreementOf(sayings: readonly Saying[]): Agreement {
  const groups = [...Map.groupBy(sayings, ({ says }) => says)];
  const [says, same] = groups.reduce<readonly [string | null, readonly Saying[]]>(
    (most, group) => (group[1].length > most[1].length ? group : most),
    [null, []],
  );
  return {
    says,
    holds: same.length,
    of: sayings.length,
    others: sayings.filter((each) => each.says !== says),
  };
}

/** A subject, and what the runs say about it. The statement of the page is `subject: says`. */
export interface Statement {
  readonly subject: string;
  readonly agreement: Agreement;
}

export function holdsOnAll({ holds, of }: Agreement): boolean {
  return of > 0 && holds === of;
}

/** Words of which two runs may say one each without a contradiction: another one of them cannot tell. */
const undecided = ['equivalent', 'not distinguishable'];

/** Whether two runs say what cannot both be true. A run that sees no difference contradicts none that sees one. */
export function contradicts({ says, others }: Agreement): boolean {
  const words = new Set([says ?? '', ...others.map((each) => each.says)]);
  return [...words].filter((word) => !undecided.includes(word)).length > 1;
}

/** `3 of 3`, `2 of 3`; empty where no run counts. */
export function holdsText({ holds, of }: Agreement): string {
  return of === 0 ? '' : `${holds} of ${of}`;
}
