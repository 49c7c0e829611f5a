/**
 * A reply of Redis, before it is bytes. It is the same for both protocols; `serialize` writes it as RESP2 or RESP3.
 * Texts hold one character for each byte (latin1), so that no byte is lost.
 */
export type Reply =
  | { readonly kind: 'status'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'bulk'; readonly text: string }
  /** A text for people, such as INFO. RESP2 sends a bulk. */
  | { readonly kind: 'verbatim'; readonly text: string }
  | { readonly kind: 'double'; readonly value: number }
  /** `protocol`: in which it is written. Default: that of the connection. */
  | { readonly kind: 'null'; readonly protocol?: Protocol }
  /** Another spelling of null in RESP2. */
  | { readonly kind: 'null-array' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] }
  /** RESP2 sends names and values in turn. */
  | { readonly kind: 'map'; readonly pairs: readonly Pair[] }
  /** The reply to XREAD: a map in RESP3, and a list of pairs in RESP2. */
  | { readonly kind: 'pairs'; readonly pairs: readonly Pair[] }
  /** A message that answers no command, or the answer to SUBSCRIBE. RESP2 sends an array. */
  | { readonly kind: 'push'; readonly items: readonly Reply[] };

/** An error that Redis replies to a command. */
export class RedisError extends Error {}

export type Pair = readonly [name: Reply, value: Reply];

export type Protocol = 2 | 3;

export const ok: Reply = { kind: 'status', text: 'OK' };
export const nothing: Reply = { kind: 'null' };
export const integer = (value: number): Reply => ({ kind: 'integer', value });
export const bulk = (text: string): Reply => ({ kind: 'bulk', text });
export const array = (items: readonly Reply[]): Reply => ({ kind: 'array', items });

/** @param text undefined: null */
export const bulkOrNull = (text: string | undefined): Reply =>
  text === undefined ? nothing : bulk(text);

export function serialize(reply: Reply, protocol: Protocol): Buffer {
  return Buffer.from(write(reply, protocol), 'latin1');
}

function write(reply: Reply, connected: Protocol): string {
  const protocol = reply.kind === 'null' ? (reply.protocol ?? connected) : connected;
  return protocol === 3 ? writeNew(reply) : writeOld(reply);
}

/** What both protocols spell alike, in RESP2's way. */
function writeOld(reply: Reply, protocol: Protocol = 2): string {
  switch (reply.kind) {
    case 'status':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.message}\r\n`;
    case 'integer':
      return `:${reply.value}\r\n`;
    case 'bulk':
    case 'verbatim':
      return writeBulk('$', reply.text);
    case 'double':
      return writeBulk('$', spell(reply.value));
    case 'null':
      return '$-1\r\n';
    case 'null-array':
      return '*-1\r\n';
    case 'map':
      return writeList('*', reply.pairs.flat(), protocol);
    case 'pairs':
      return writeList('*', reply.pairs.map(array), protocol);
    default:
      return writeList('*', reply.items, protocol);
  }
}

function writeNew(reply: Reply): string {
  switch (reply.kind) {
    case 'verbatim':
      return writeBulk('=', `txt:${reply.text}`);
    case 'double':
      return `,${spell(reply.value)}\r\n`;
    case 'null':
    case 'null-array':
      return '_\r\n';
    case 'map':
    case 'pairs':
      return writeList('%', reply.pairs.flat(), 3, reply.pairs.length);
    case 'push':
      return writeList('>', reply.items, 3);
    default:
      return writeOld(reply, 3);
  }
}

function writeList(
  sign: string,
  items: readonly Reply[],
  protocol: Protocol,
  size = items.length,
): string {
  return `${sign}${size}\r\n${items.map((item) => write(item, protocol)).join('')}`;
}

function writeBulk(sign: string, text: string): string {
  return `${sign}${text.length}\r\n${text}\r\n`;
}

/** A number as Redis spells it: `inf`, and no exponent for a whole number that a double holds exactly. */
export function spell(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  return value === Number.NEGATIVE_INFINITY ? '-inf' : `${value}`;
}
