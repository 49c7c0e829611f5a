import type { Store } from '../../stack/stack.ts';
import { printReply } from '../parts/redis-reply.ts';
import type { Verb } from '../verb.ts';
import { type Cookie, keptJar, readJar } from './jar.ts';
import { eachPair, type Pair } from './pair.ts';
import { takeApart } from './taken-apart.ts';

/** What somebody's client sends, taken apart, and what Redis holds of it. */
export const show: Verb = {
  words: 'PERSON [PLACE…]',
  meaning: 'take the kept credential apart, and show what Redis holds of it',
  options: { '--secrets': 'whole, with signatures, session IDs and refresh tokens' },
  help: ['Where a secret is masked, its first four characters and its length are shown.'],
  run: (stack, words) =>
    eachPair(stack, words, async (pair) => ({
      lines: await linesOf(pair, words.includes('--secrets')),
      commands: [],
    })),
};

async function linesOf({ stack, person, place }: Pair, isOpen: boolean): Promise<string[]> {
  const { arm } = place;
  const jar = keptJar(stack, person, arm.spec.arm);
  const cookies = merged(readJar(jar)).map(takeApart);
  const ids = cookies.flatMap((cookie) => cookie.ids);
  const inRedis = await entriesOf(arm.store, ids, person.account);
  const lines = [
    ...cookies.flatMap((cookie) => cookie.lines),
    ...(inRedis.length === 0 ? [`${arm.store.name}: holds nothing of it`] : inRedis),
  ];
  const secrets = isOpen ? [] : cookies.flatMap((cookie) => cookie.secrets);
  // The longest first: a session ID is a part of a signed one.
  const ordered = [...new Set(secrets)].sort((one, other) => other.length - one.length);
  return lines.map((line) =>
    ordered.reduce((text, secret) => text.replaceAll(secret, maskOf(secret)), line),
  );
}

/** One cookie for those that differ in their path only: a refresh token is sent to two. */
function merged(cookies: readonly Cookie[]): readonly Cookie[] {
  const byText = Map.groupBy(cookies, ({ name, value }) => `${name}=${value}`);
  return [...byText.values()].flatMap((same) => {
    const path = same
      .map((cookie) => cookie.path)
      .sort()
      .join(' and ');
    return same.slice(0, 1).map((cookie) => ({ ...cookie, path }));
  });
}

/** `kX2e…(32)`: enough to tell two secrets apart, and not enough to use one. */
function maskOf(secret: string): string {
  return `${secret.slice(0, 4)}…(${secret.length})`;
}

/** Above this number only keys whose own names match are read. */
const mostKeys = 1_000;

/** The keys of a Redis that name the credential or its subject, each with its life and its content. */
async function entriesOf(
  store: Store,
  ids: readonly string[],
  subject: string,
): Promise<readonly string[]> {
  if (store.state() !== 'running') return [`${store.name}: ${store.state()}`];
  const isNamedIn = (text: string) =>
    ids.some((id) => text.includes(id)) || text.split(/[:\s]/).includes(subject);
  const all = await textsOf(store, 'KEYS', '*');
  const readable = all.length > mostKeys ? all.filter(isNamedIn) : all.sort();
  const found: string[] = [];
  for (const key of readable) {
    const { type, lines } = await contentOf(store, key);
    const isOwn = isNamedIn(key) && (type === 'string' || type === 'hash');
    const own = isOwn ? lines : lines.filter(isNamedIn);
    if (own.length === 0) continue;
    const [ttl = ''] = await textsOf(store, 'TTL', key);
    const life = ttl === '-1' ? 'no end' : `${ttl} s left`;
    found.push(`${store.name}: ${key}  ${type}, ${life}`, ...own.map((line) => `  ${line}`));
  }
  return found;
}

/** A key's content, one line for each of its entries. */
async function contentOf(
  store: Store,
  key: string,
): Promise<{ readonly type: string; readonly lines: readonly string[] }> {
  const [type = ''] = await textsOf(store, 'TYPE', key);
  switch (type) {
    case 'string':
      return { type, lines: await textsOf(store, 'GET', key) };
    case 'hash':
      return { type, lines: pairsOf(await textsOf(store, 'HGETALL', key)) };
    case 'zset':
      return { type, lines: pairsOf(await textsOf(store, 'ZRANGE', key, '0', '-1', 'WITHSCORES')) };
    case 'set':
      return { type, lines: await textsOf(store, 'SMEMBERS', key) };
    case 'stream': {
      const entries = await store.command('XRANGE', key, '-', '+');
      const rows: readonly unknown[] = Array.isArray(entries) ? entries : [];
      return { type, lines: rows.map((row) => printReply(row).join(' ')) };
    }
    default:
      return { type, lines: [] };
  }
}

async function textsOf(store: Store, ...command: readonly string[]): Promise<string[]> {
  const reply = await store.command(...command);
  return Array.isArray(reply) && reply.length === 0 ? [] : printReply(reply);
}

function pairsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => (index % 2 === 0 ? [`${text}  ${texts[index + 1]}`] : []));
}
