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

export function ratio(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  return value < 10 ? value.toFixed(3) : figure(value);
}

/** `[0.981, 1.023]`. */
export function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? absent : `[${ratio(low)}, ${ratio(high)}]`;
}

/** Two decimals: round trips per request, which should be whole. */
export function slopeText(value: number): string {
  return minus(value.toFixed(2));
}

/** `1.230 [1.206, 1.256]`. */
export function ratioWithInterval(
  estimate: { readonly ratio: number; readonly low: number; readonly high: number } | null,
): string {
  if (estimate === null) return absent;
  return `${ratio(estimate.ratio)} ${interval(estimate.low, estimate.high)}`;
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

/** Milliseconds, or seconds and minutes where they read better. */
export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  if (value < 1000) return `${figure(value)}${space}ms`;
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

/** `2026-11-22 03:01 UTC`. */
export function utcTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${space}UTC`;
}

/** `1 trial`, `2 trials`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A name, set as one. A backtick in it would end it early. */
export function name(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

export function names(texts: readonly string[]): string {
  return enumerate(texts.map(name));
}
