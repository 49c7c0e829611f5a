const dayMs = 24 * 60 * 60 * 1000;

/**
 * Names for the times of today, because the clocks of two Redises differ: the first one is `<time 1>`, and the same
 * time has the same name again.
 */
class TimeNames {
  readonly #names = new Map<string, string>();

  /** @param text in which each number of 13 digits may be a time */
  hide(text: string): string {
    return text.replace(/\b\d{13}\b/g, (digits) => {
      if (Math.abs(Number(digits) - Date.now()) > dayMs) return digits;
      const name = this.#names.get(digits) ?? `<time ${this.#names.size + 1}>`;
      this.#names.set(digits, name);
      return name;
    });
  }
}

/** What came on one connection, in order. It can be compared with that of another Redis. */
export class Transcript {
  readonly lines: string[] = [];
  readonly #times = new TimeNames();

  add(frame: string): void {
    const withoutClock = frame
      // The reply to TIME, and the client id in the reply to HELLO.
      .replace(/\$10\r\n\d{10}\r\n\$\d\r\n\d{1,6}\r\n/g, '<clock>')
      .replace(/\$2\r\nid\r\n:\d+\r\n/g, '<id>')
      .replace(/(tracking-redir-broken\r\n):\d+\r\n/g, '$1<id>');
    this.lines.push(this.#times.hide(withoutClock).replaceAll('\r\n', ' '));
  }
}

/** One key of a Redis. */
export interface StoredRow {
  readonly database: number;
  readonly key: string;
  readonly type: string;
  /** The parts of the value, in the order of the type. */
  readonly values: readonly string[];
  readonly expiresAtMs: number | null;
}

/** Longer than a sequence takes, and shorter than the differences between the lives that it sets. */
const lifeStepMs = 500_000;

/** The data, so that it can be compared with that of another Redis. */
export function describeRows(rows: readonly StoredRow[], nowMs: number): readonly string[] {
  const sorted = [...rows].sort(
    (one, other) => one.database - other.database || (one.key < other.key ? -1 : 1),
  );
  const times = new TimeNames();
  return sorted.map(({ database, key, type, values, expiresAtMs }) => {
    const shown = type === 'hash' || type === 'zset' ? sortPairs(values) : values;
    const end = expiresAtMs === null ? 'stays' : lifeClass(expiresAtMs - nowMs);
    return times.hide([database, key, type, end, ...shown].join(' | '));
  });
}

function lifeClass(leftMs: number): string {
  return leftMs > dayMs ? 'ends some day' : `ends in step ${Math.round(leftMs / lifeStepMs)}`;
}

function sortPairs(flat: readonly string[]): readonly string[] {
  const pairs = Array.from(
    { length: flat.length / 2 },
    (_, index) => `${flat[2 * index]} = ${flat[2 * index + 1]}`,
  );
  return pairs.sort();
}
