import { beforeEach, describe, expect, test } from 'vitest';
import { UnknownToStandIn } from './commands/command.ts';
import type { Connection, Delivery } from './connection.ts';
import { LuaInterpreter } from './lua-interpreter.ts';
import { type Reply, serialize } from './resp.ts';
import { StandInRedis } from './stand-in.ts';

/** What no real Redis can show: its clock, its losses, and what it does not know. The rest: `stand-in.real.test.ts`. */
const startMs = 1_764_000_000_000;
const lua = new LuaInterpreter();
let nowMs: number;
let redis: StandInRedis;
let client: Connection;
beforeEach(() => {
  nowMs = startMs;
  redis = new StandInRedis({ nowMs: () => nowMs, lua });
  client = redis.connect();
});

const show = (reply: Reply | 'blocked') =>
  reply === 'blocked' ? reply : serialize(reply, 2).toString().replaceAll('\r\n', ' ').trim();
const ask = (connection: Connection, command: string) =>
  show(
    redis.execute(
      connection,
      command.split(' ').map((part) => Buffer.from(part)),
    ),
  );
const delivered = (deliveries: readonly Delivery[] = redis.takeDeliveries()) =>
  deliveries.map(({ connection, cause, reply }) => [connection.id, cause, show(reply)]);

/** A connection whose reads are tracked, and the one that hears of changes. */
function track(): { readonly reader: Connection; readonly listener: Connection } {
  const [reader, listener] = [redis.connect(), redis.connect()];
  ask(listener, 'SUBSCRIBE __redis__:invalidate');
  ask(reader, `CLIENT TRACKING ON REDIRECT ${listener.id}`);
  return { reader, listener };
}
const invalidation = (keys: string) => `*3 $7 message $20 __redis__:invalidate ${keys}`;

describe('the clock', () => {
  test('a key lives to the last millisecond of its life, and no longer', () => {
    ask(client, 'SET k v EX 10');
    nowMs += 10_000;
    expect(ask(client, 'GET k')).toBe('$1 v');
    nowMs += 1;
    expect(ask(client, 'GET k')).toBe('$-1');
  });

  test('a clock that goes back gives a key its time again, as long as no command has named it', () => {
    ask(client, 'SET k v EX 10');
    nowMs += 20_000;
    expect(redis.contents().has('k')).toBe(false);
    nowMs -= 20_000;
    expect(ask(client, 'EXISTS k')).toBe(':1');
  });

  test('TIME and the ids of entries come from the clock, and ids go on when it stands still or goes back', () => {
    nowMs += 7;
    expect(ask(client, 'TIME')).toBe('*2 $10 1764000000 $4 7000');
    expect(ask(client, 'XADD log * f v')).toBe('$15 1764000000007-0');
    expect(ask(client, 'XADD log * f v')).toBe('$15 1764000000007-1');
    nowMs -= 5;
    expect(ask(client, 'XADD log * f v')).toBe('$15 1764000000007-2');
  });

  test('a tracked key that has ended is reported by the tick, or by the command that names it', () => {
    const { reader, listener } = track();
    ask(client, 'SET k v EX 1');
    ask(client, 'SET other v EX 1');
    for (const key of ['k', 'other']) ask(reader, `GET ${key}`);
    nowMs += 1001;
    expect(delivered()).toEqual([]);
    ask(client, 'GET other');
    expect(delivered()).toEqual([[listener.id, 'invalidation', invalidation('*1 $5 other')]]);
    redis.tick();
    expect(delivered()).toEqual([[listener.id, 'invalidation', invalidation('*1 $1 k')]]);
  });

  test('a read that waits ends with nothing at its time, and not before', () => {
    expect(ask(client, 'XREAD BLOCK 500 STREAMS log 0-0')).toBe('blocked');
    nowMs += 499;
    redis.tick();
    expect(delivered()).toEqual([]);
    nowMs += 1;
    redis.tick();
    expect(delivered()).toEqual([[client.id, 'no-entries', '*-1']]);
    expect(ask(client, 'PING')).toBe('+PONG');
  });

  test('a script reads the same time at its end as at its beginning', () => {
    let readings = 0;
    const drifting = new StandInRedis({ nowMs: () => startMs + readings++, lua });
    const script = `return redis.call('TIME')[2] == redis.call('TIME')[2]`;
    const command = ['EVAL', script, '0'].map((part) => Buffer.from(part));
    expect(show(drifting.execute(drifting.connect(), command))).toBe(':1');
  });
});

describe('what waits for a delivery', () => {
  test('an entry ends the reads that wait for it, in the order in which they began', () => {
    const [first, second] = [redis.connect(), redis.connect()];
    ask(second, 'XREAD BLOCK 0 STREAMS log 0-0');
    ask(first, 'XREAD BLOCK 0 STREAMS log 0-0');
    ask(client, 'XADD log 5-1 f v');
    const entries = '*1 *2 $3 log *1 *2 $3 5-1 *2 $1 f $1 v';
    expect(delivered()).toEqual([
      [second.id, 'entries', entries],
      [first.id, 'entries', entries],
    ]);
  });

  test('a connection that waits takes no command, and one that was cut receives nothing', () => {
    ask(client, 'XREAD BLOCK 0 STREAMS log 0-0');
    expect(() => ask(client, 'PING')).toThrow('waits for entries');
    redis.disconnect(client);
    ask(redis.connect(), 'XADD log 5-1 f v');
    expect(delivered()).toEqual([]);
    expect(() => ask(client, 'PING')).toThrow('is closed');
  });

  test('a tracked connection whose listener was cut is told so in RESP3', () => {
    const { reader, listener } = track();
    ask(reader, 'HELLO 3');
    ask(reader, 'GET k');
    redis.disconnect(listener);
    ask(client, 'SET k v');
    const told = `*2 $21 tracking-redir-broken :${listener.id}`;
    expect(delivered()).toEqual([[reader.id, 'invalidation', told]]);
  });
});

describe('losses', () => {
  beforeEach(() => {
    ask(client, 'SET k v');
    ask(client, 'HSET h f v');
  });

  test('an evicted key is gone, and who tracks it hears of it', () => {
    const { reader, listener } = track();
    ask(reader, 'GET k');
    expect([redis.evict('k'), redis.evict('k')]).toEqual([true, false]);
    expect(delivered()).toEqual([[listener.id, 'invalidation', invalidation('*1 $1 k')]]);
    expect(ask(client, 'MGET k')).toBe('*1 $-1');
    expect(ask(client, 'HGET h f')).toBe('$1 v');
  });

  test('an emptied Redis has lost its data and its scripts, and keeps its connections', () => {
    const { listener } = track();
    const sha = ask(client, 'SCRIPT LOAD return').slice('$40 '.length);
    expect(ask(client, `EVALSHA ${sha} 0`)).toBe('$-1');
    redis.empty();
    expect(delivered()).toEqual([[listener.id, 'invalidation', invalidation('$-1')]]);
    expect(ask(client, 'EXISTS k h')).toBe(':0');
    expect(ask(client, `EVALSHA ${sha} 0`)).toMatch('-NOSCRIPT');
  });

  test.for([true, false])('a restart ends every connection; keeps data: %s', (keepData) => {
    const { reader } = track();
    ask(reader, 'GET k');
    redis.restart({ keepData });
    expect(() => ask(client, 'PING')).toThrow('is closed');
    const next = redis.connect();
    expect(next.id).toBe(1);
    expect(ask(next, 'EXISTS k h')).toBe(keepData ? ':2' : ':0');
    ask(next, 'SET k other');
    expect(delivered()).toEqual([]);
  });
});

test('a Redis with a password asks for it before anything else', () => {
  redis = new StandInRedis({ nowMs: () => nowMs, password: 'secret', lua });
  const stranger = redis.connect();
  expect(ask(stranger, 'GET k')).toBe('-NOAUTH Authentication required.');
  expect(ask(stranger, 'AUTH wrong')).toMatch('-WRONGPASS');
  expect(ask(stranger, 'AUTH secret')).toBe('+OK');
  expect(ask(stranger, 'GET k')).toBe('$-1');
  expect(ask(redis.connect(), 'HELLO 3 AUTH default secret')).toMatch('$5 proto :3');
});

test.for([
  'FLUSHALL',
  'GET',
  'GET a b',
  'SET k v NX',
  'GETEX k PERSIST',
  'HSET h f',
  'ZADD z 0.5 m',
  'ZRANGE z 0 -1 WITHSCORES',
  'ZSCAN z 7 COUNT 10',
  'XADD x MAXLEN 5 * f v',
  'XREAD STREAMS a b 0-0 0-0',
  'CLIENT TRACKING ON BCAST',
  'HELLO 3 SETNAME n',
  'SUBSCRIBE a b',
  'EVAL return(redis.call("FLUSHALL")) 0',
  'EVAL return(redis.pcall("SET","k","v","NX")) 0',
])('%s is not known here: an error for the developer, and no reply', (command) => {
  expect(() => ask(client, command)).toThrow(UnknownToStandIn);
});
