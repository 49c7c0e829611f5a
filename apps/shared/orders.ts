/** An order in the past. Every member has a fixed width, so that the answer has the same bytes for every subject. */
export interface Order {
  readonly id: string;
  readonly placedOn: string;
  readonly totalCents: number;
}

const ordersPerSubject = 3;

/**
 * Durable application data, made from the subject's name instead of read from a database: the measured route
 * must cost what authentication costs, and a database would drown that.
 */
export function ordersOf(subject: string): readonly Order[] {
  const seed = fnv1a(subject);
  return Array.from({ length: ordersPerSubject }, (_, index) => ({
    id: `${seed.toString(16).padStart(8, '0')}-${index + 1}`,
    placedOn: `2026-0${1 + ((seed + index) % 9)}-1${(seed + index) % 10}`,
    totalCents: 10_000 + (((seed >>> 3) + index * 7919) % 90_000),
  }));
}

/** FNV-1a, 32 bits: a cheap hash that is the same everywhere. Not for security. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
