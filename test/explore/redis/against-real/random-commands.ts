import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ProductScripts } from './product-scripts.ts';

type Part = string | fc.Arbitrary<string> | fc.Arbitrary<readonly string[]>;

export const command = (...parts: readonly Part[]): fc.Arbitrary<string[]> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((made) => made.flat());
export const one = fc.constantFrom<string[]>;
export const options = (...forms: readonly (readonly string[])[]) => fc.constantFrom(...forms);
const several = (part: fc.Arbitrary<string>) => fc.array(part, { minLength: 1, maxLength: 3 });
const pairsOf = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.flat());

const keys = {
  string: ['s1', 's2'],
  hash: ['h1', 'h2'],
  set: ['z1', 'z2'],
  stream: ['x1'],
} as const;
/** A key of this type, and now and then one of another. */
const key = (type: keyof typeof keys) =>
  fc.oneof(
    { weight: 15, arbitrary: one(...keys[type]) },
    { weight: 1, arbitrary: one(...Object.values(keys).flat()) },
  );
export const text = one(
  '',
  '0',
  '1',
  '7',
  'x',
  'a longer text',
  'bytes \u00e9\u00ff',
  'line\r\nend',
);
const field = one('f', 'g', '');
const member = one('m', 'n', 'o', '');
const score = one('-1', '0', '5', '1000', '+inf', '-inf');
const index = one('0', '1', '5', '-1', '-2', '-100');
const seconds = one('1000', '5000', '0', '-5', 'x');
export const channel = one('news', '__redis__:invalidate');
/** The future ones let Redis name the next entry without its clock. */
const afterId = one('0', '0', '0-5', '5-1', '9999999999999-0', '9999999999999-3');

const strings: readonly fc.Arbitrary<string[]>[] = [
  command('GET', key('string')),
  command('MGET', several(key('string'))),
  command(
    'SET',
    key('string'),
    text,
    options(
      [],
      ['EX', '1000'],
      ['EX', '0'],
      ['ex', 'x'],
      ['EXAT', '1'],
      ['EXAT', '9999999999'],
      ['KEEPTTL'],
      ['XX'],
      ['XX', 'KEEPTTL'],
      ['XX', 'EX', '5000'],
    ),
  ),
  command('GETEX', key('string'), 'EX', seconds),
  command('INCR', key('string')),
  command('DEL', several(one(...Object.values(keys).flat()))),
  command('EXISTS', several(one(...Object.values(keys).flat()))),
  command('EXPIRE', one(...Object.values(keys).flat()), seconds),
];
const hashes = [
  command('HSET', key('hash'), pairsOf(field, text)),
  command('HGET', key('hash'), field),
  command('HMGET', key('hash'), several(field)),
  command('HGETALL', key('hash')),
  command('HEXISTS', key('hash'), field),
  command('HDEL', key('hash'), several(field)),
];
const sets = [
  command('ZADD', key('set'), options([], ['NX']), pairsOf(score, member)),
  command('ZREM', key('set'), several(member)),
  command('ZSCORE', key('set'), member),
  command('ZRANGE', key('set'), index, index),
  command('ZRANGEBYSCORE', key('set'), score, score, 'LIMIT', one('0', '1'), one('1', '100')),
  command('ZREMRANGEBYSCORE', key('set'), score, score),
  command('ZREMRANGEBYRANK', key('set'), index, index),
  command('ZSCAN', key('set'), '0', 'COUNT', '1000'),
];
const entry = pairsOf(field, text);
const streams = [
  command('XADD', key('stream'), '*', entry),
  command('XADD', key('stream'), options(['*'], ['MINID', '~', '6', '*']), entry),
  command('XADD', key('stream'), one('5-1', '7', '9999999999999-0', '0-0'), entry),
  command(
    'XREAD',
    options([], ['COUNT', '1'], ['BLOCK', '0'], ['COUNT', '1000', 'BLOCK', '0']),
    'STREAMS',
    key('stream'),
    afterId,
  ),
];

/** A command on keys of any type. */
export const dataCommands: fc.Arbitrary<string[]> = fc.oneof(
  ...[strings, hashes, sets, streams].map((group) => fc.oneof(...group)),
);

/** A use of a script of the product, or of one that shows how values and errors pass between Lua and Redis. */
export function scriptCalls(scripts: ProductScripts): fc.Arbitrary<string[]> {
  const life = fc.constantFrom(1000, 5000, 'keep' as const);
  const ends = fc.constantFrom({ atMs: 8_000_000_000_000 }, { atMs: 5 }, { inMs: 7_200_000 });
  const revocation = fc.oneof(
    fc.record({
      kind: fc.constantFrom('token', 'login'),
      id: member,
      ends,
      notBeforeMs: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant('subject' as const),
      id: member,
      ends,
      notBeforeMs: fc.constantFrom(
        7,
        8_000_000_000_000,
        { atLeastMs: 0 },
        { atLeastMs: 9_000_000_000_000 },
      ),
    }),
  );
  const used = fc.oneof(
    fc.tuple(key('string'), text, text, life).map((given) => scripts.replaceRecord(...given)),
    fc.constant(scripts.startFamily()),
    fc.nat(3).map((generation) => scripts.rotate(generation)),
    fc
      .constantFrom(0, 9_000_000_000_000)
      .map((atLeastMs) => scripts.revokeSubject('alice', atLeastMs)),
    fc.constant(scripts.startFlow()),
    fc
      .tuple(fc.constantFrom('alice', 'bob'), fc.constantFrom('profile', 'plan', 'confirmation'))
      .map(([owner, name]) => scripts.completeStep(owner, name)),
    fc.constantFrom('COAT', 'TICKET').map((sku) => scripts.claimOrder(sku)),
    fc.array(revocation, { minLength: 1, maxLength: 3 }).map((all) => scripts.record(...all)),
    fc.constant(scripts.state()),
  );
  const sha = (script: string) => createHash('sha1').update(script).digest('hex');
  return fc.oneof(
    { weight: 8, arbitrary: used },
    { weight: 1, arbitrary: used.map(([, script = '']) => ['SCRIPT', 'LOAD', script]) },
    {
      weight: 2,
      arbitrary: used.map(([, script = '', ...rest]) => ['EVALSHA', sha(script), ...rest]),
    },
    { weight: 2, arbitrary: command('EVAL', one(...oddScripts), '1', key('hash'), text) },
  );
}

const oddScripts = [
  `return redis.call('HSET', KEYS[1], 'f', ARGV[1])`,
  `local reply = redis.pcall('GET', KEYS[1])
   if type(reply) == 'table' then return { reply.err, 'caught' } end
   return { reply, type(reply) }`,
  `return { 1, 2.9, -1.5, 'text', true, { 'inner', { 3 } }, false, nil, 'not seen' }`,
  `redis.call('ZADD', KEYS[1], 5, ARGV[1]) return redis.error_reply('WRONG reply of a script')`,
  `return redis.error_reply('Oops')`,
  `return redis.status_reply('FINE')`,
  `return { redis.call('HGETALL', KEYS[1]), redis.call('EXISTS', KEYS[1]), #ARGV[1] }`,
  `return tonumber(ARGV[1])`,
  `return redis.call('SET', KEYS[1], 2 ^ 40 + 1)`,
];
