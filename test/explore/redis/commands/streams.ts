import type { Keyspace, StreamEntry, StreamId } from '../keyspace.ts';
import { array, bulk, integer, RedisError, type Reply } from '../resp.ts';
import { type Commands, type Context, exactly, UnknownToStandIn, wholeNumber } from './command.ts';

export const streams: Commands = {
  XADD: { run: add },
  XREAD: { run: read, reads: (args) => args.slice(-2, -1) },
  XINFO: {
    reads: (args) => args.slice(1, 2),
    run({ keys }, args) {
      const [subcommand = '', key = ''] = exactly(args, 2, 'XINFO');
      if (subcommand.toUpperCase() !== 'STREAM') throw new UnknownToStandIn(`XINFO ${subcommand}`);
      const stream = keys.typed('stream', key);
      if (stream === undefined) throw new RedisError('ERR no such key');
      // Redis sends more: how it stores the stream, and its groups.
      return {
        kind: 'map',
        pairs: [
          [bulk('length'), integer(stream.entries.length)],
          [bulk('last-generated-id'), bulk(spellId(stream.lastId))],
        ],
      };
    },
  },
};

const zero: StreamId = { ms: 0, seq: 0 };

function add({ keys, nowMs }: Context, [key = '', ...args]: readonly string[]): Reply {
  const rest = [...args];
  let oldest = zero;
  if (rest[0]?.toUpperCase() === 'MINID') {
    const [, sign, id] = rest.splice(0, 3);
    if (sign !== '~') throw new UnknownToStandIn('XADD MINID without ~');
    oldest = parseId(id);
  }
  const [id = '', ...fields] = rest;
  if (fields.length === 0 || fields.length % 2 !== 0) throw new UnknownToStandIn(`XADD ${id}`);
  const given = id === '*' ? null : parseNewId(id);
  const known = keys.typed('stream', key);
  const next = given ?? nextId(known?.lastId ?? zero, nowMs);
  if (known !== undefined && compareIds(next, known.lastId) <= 0) {
    throw new RedisError(
      'ERR The ID specified in XADD is equal or smaller than the target stream top item',
    );
  }
  const stream = keys.open('stream', key, () => ({ type: 'stream', entries: [], lastId: zero }));
  stream.entries.push({ id: next, fields });
  stream.lastId = next;
  // `~` lets Redis keep more than it must. This drops all that Redis may drop.
  const kept = stream.entries.findIndex((entry) => compareIds(entry.id, oldest) >= 0);
  stream.entries.splice(0, kept === -1 ? stream.entries.length : kept);
  keys.changed(key);
  return bulk(spellId(next));
}

function read(context: Context, args: readonly string[]): Reply | 'blocked' {
  const { connection, keys, nowMs, mayWait } = context;
  const options = args.slice(0, -3);
  const [keyword = '', key = '', after] = args.slice(-3);
  if (keyword.toUpperCase() !== 'STREAMS') throw new UnknownToStandIn(`XREAD ${args.join(' ')}`);
  let count = Number.POSITIVE_INFINITY;
  let blockMs: number | null = null;
  for (let index = 0; index < options.length; index += 2) {
    const [option = '', value] = options.slice(index, index + 2);
    if (option.toUpperCase() === 'COUNT') count = wholeNumber(value) || Number.POSITIVE_INFINITY;
    else if (option.toUpperCase() === 'BLOCK') blockMs = wholeNumber(value);
    else throw new UnknownToStandIn(`XREAD ${option}`);
  }
  keys.typed('stream', key);
  const id = parseId(after);
  const answer = () => entriesAfter(keys, key, id, count);
  const reply = answer();
  if (reply !== null) return reply;
  if (blockMs === null || !mayWait) return { kind: 'null-array' };
  connection.blocked = {
    answer,
    untilMs: blockMs === 0 ? Number.POSITIVE_INFINITY : nowMs + blockMs,
  };
  return 'blocked';
}

function entriesAfter(keys: Keyspace, key: string, id: StreamId, count: number): Reply | null {
  const value = keys.get(key);
  if (value?.type !== 'stream') return null;
  const entries = value.entries.filter((entry) => compareIds(entry.id, id) > 0).slice(0, count);
  if (entries.length === 0) return null;
  return { kind: 'pairs', pairs: [[bulk(key), array(entries.map(entryReply))]] };
}

function entryReply({ id, fields }: StreamEntry): Reply {
  return array([bulk(spellId(id)), array(fields.map(bulk))]);
}

/** The clock may stand still or go back: ids go on all the same. */
function nextId(last: StreamId, nowMs: number): StreamId {
  return nowMs > last.ms ? { ms: nowMs, seq: 0 } : { ms: last.ms, seq: last.seq + 1 };
}

function compareIds(one: StreamId, other: StreamId): number {
  return one.ms - other.ms || one.seq - other.seq;
}

function spellId({ ms, seq }: StreamId): string {
  return `${ms}-${seq}`;
}

function parseNewId(text: string): StreamId {
  const id = parseId(text);
  if (compareIds(id, zero) > 0) return id;
  throw new RedisError('ERR The ID specified in XADD must be greater than 0-0');
}

/** @param text such as `5-1`, or `5` for `5-0` */
function parseId(text: string | undefined): StreamId {
  const [, ms, seq = '0'] = /^(\d+)(?:-(\d+))?$/.exec(text ?? '') ?? [];
  if (ms === undefined) throw new UnknownToStandIn(`the stream id ${text}`);
  return { ms: Number(ms), seq: Number(seq) };
}
