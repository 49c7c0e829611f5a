/** Numbers as the report prints them. A value that is not there is an en dash; units follow a no-break space. */

export const absent = '–';
const space = '\u00a0';

/** Three significant digits, thousands separated: 0.0123, 1.23, 123, 12,345. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent;
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return minus(
    value.toLocaleString('en-US', {
      minimumFractionDigits: Math.min(digits, 4),
      maximumFractionDigits: Math.min(digits, 4),
    }),
  );
}

/** A minus sign, not a hyphen. */
function minus(text: string): string {
  return text.replace(/^-/, '−');
}

export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** Up to `decimals` decimals, no trailing zeros: for figures that should be whole numbers and may not be. */
export function decimal(value: number | null | undefined, decimals = 2): string {
  if (value === null || value === undefined) return absent;
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}

/** Of a ratio that stands without its interval. */
export function ratio(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  return value < 10 ? value.toFixed(3) : figure(value);
}

/** Both ends of an interval; null where there is none. */
export interface Within {
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Decimals that an interval carries: two significant digits of half its width, at most three. More would be noise that
 * looks like knowledge.
 */
function decimalsWithin({ low, high }: Within): number {
  const half = low === null || high === null ? 0 : Math.abs(high - low) / 2;
  return half === 0 ? 3 : Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(half))));
}

function rounded(value: number, decimals: number): string {
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return minus(/[1-9]/.test(text) ? text : text.replace('-', ''));
}

/** An estimate in as many digits as its interval carries; three decimals where there is none. */
export function estimate(value: number | null | undefined, within: Within): string {
  return value === null || value === undefined ? absent : rounded(value, decimalsWithin(within));
}

/** `[0.981, 1.023]`, `[2.68, 2.93]`. */
export function interval(low: number | null, high: number | null): string {
  if (low === null || high === null) return absent;
  const decimals = decimalsWithin({ low, high });
  return `[${rounded(low, decimals)}, ${rounded(high, decimals)}]`;
}

/** Two decimals: round trips per request, which should be whole. */
export function slopeText(value: number): string {
  return rounded(value, 2);
}

/** A ratio as the sweeps keep it. */
export function ratioWithInterval(
  found: { readonly ratio: number; readonly low: number; readonly high: number } | null,
): string {
  return found === null ? absent : withInterval(found.ratio, found);
}

/** `1.230 [1.206, 1.256]`. */
export function withInterval(value: number | null | undefined, { low, high }: Within): string {
  return value === null || value === undefined
    ? absent
    : `${estimate(value, { low, high })} ${interval(low, high)}`;
}

export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent;
  const size = Math.abs(value);
  if (size > 0 && size < 0.05) return `< 0.1${space}%`;
  const digits = size.toFixed(size !== 0 && size < 10 ? 1 : 0);
  return `${value < 0 && Number(digits) !== 0 ? '−' : ''}${digits}${space}%`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? absent : percent((100 * part) / whole);
}

/** A hundredth of a millisecond is the finest that any clock or probe of the lab tells apart. */
export function millisecondFigure(value: number | null | undefined): string {
  if (value === null || value === undefined || Math.abs(value) >= 1 || value === 0) {
    return figure(value);
  }
  return Math.abs(value) < 0.01 ? '< 0.01' : rounded(value, 2);
}

/** Milliseconds, or seconds and minutes where they read better. */
export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  if (value < 1000) return `${millisecondFigure(value)}${space}ms`;
  if (value < 120_000) return `${figure(value / 1000)}${space}s`;
  return duration(value);
}

export function microseconds(value: number | null | undefined): string {
  return value === null || value === undefined ? absent : `${figure(value)}${space}µs`;
}

export function bytes(value: number | null | undefined): string {
  return value === null || value === undefined ? absent : `${decimal(value, 0)}${space}B`;
}

/** `9 min 12 s`. */
export function duration(valueMs: number): string {
  const seconds = Math.round(valueMs / 1000);
  if (seconds < 60) return `${seconds}${space}s`;
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes < 60) return `${minutes}${space}min${rest > 0 ? ` ${rest}${space}s` : ''}`;
  return `${Math.floor(minutes / 60)}${space}h ${minutes % 60}${space}min`;
}

/** `3.00 s (15 min divided by 300)`: a time that the run has divided. Without the usual time there is no scale to tell. */
export function divided(valueMs: number, usualMs: number | null | undefined): string {
  if (usualMs == null || usualMs === valueMs) return milliseconds(valueMs);
  return `${milliseconds(valueMs)} (${milliseconds(usualMs)} divided by ${decimal(usualMs / valueMs)})`;
}

/** An upper end that is known to the second, such as what is left of a credential's life: rounded up. */
export function atMost(valueMs: number): string {
  return valueMs < 10_000 ? milliseconds(valueMs) : duration(1000 * Math.ceil(valueMs / 1000));
}

/** `2026-11-22 03:01 UTC`. */
export function utcTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${space}UTC`;
}

/** `12 failed`, `3 retried`: each count that is not 0, with the word for what was counted. */
export function countsOf(counts: readonly (readonly [value: number, what: string])[]): string[] {
  return counts.flatMap(([value, what]) => (value > 0 ? [`${count(value)} ${what}`] : []));
}

/** `1 trial`, `2 trials`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `50`, or `48, 2 failed`: what failed is in no figure, and is not hidden either. */
export function trialsOf({ trials, invalid }: { trials: number; invalid: number }): string {
  return invalid === 0 ? count(trials) : `${count(trials)}, ${count(invalid)} failed`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The beginning of a sentence. A name keeps its own spelling, so none may stand there. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A name, set as one. A backtick in it would end it early. */
export function name(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

export function names(texts: readonly string[]): string {
  return enumerate(texts.map(name));
}

/** The names of the contenders of these rows as one enumeration, each name once. */
export function contenderNames(rows: readonly { readonly contender: string }[]): string {
  return names([...new Set(rows.map(({ contender }) => contender))]);
}
