const dayMs = 24 * 60 * 60 * 1000;

/**
 * Hides the times of today, because two Redises read their clocks at different moments. The id of an entry with such a
 * time gets a name: the first one is `<id 1>`, and the same id has the same name again.
 */
class TimesOfToday {
  readonly #names = new Map<string, string>();

  hide(text: string): string {
    return text.replace(/\b(\d{13})(-\d+)?\b/g, (whole, digits: string, seq?: string) => {
      if (Math.abs(Number(digits) - Date.now()) > dayMs) return whole;
      if (seq === undefined) return '<time>';
      const name = this.#names.get(whole) ?? `<id ${this.#names.size + 1}>`;
      this.#names.set(whole, name);
      return name;
    });
  }
}

/** What came on one connection, in order. It can be compared with that of another Redis. */
export class Transcript {
  readonly lines: string[] = [];
  readonly #times = new TimesOfToday();

  add(frame: string): void {
    const withoutClock = frame
      // The reply to TIME, and the client id in the reply to HELLO.
      .replace(/\$10\r\n\d{10}\r\n\$\d\r\n\d{1,6}\r\n/g, '<clock>')
      .replace(/\$2\r\nid\r\n:\d+\r\n/g, '<id>')
      .replace(/\$1[56](\r\n\d{13}-\d+\r\n)/g, '<size>$1')
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
  const times = new TimesOfToday();
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
