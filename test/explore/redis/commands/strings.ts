import type { Keyspace } from '../keyspace.ts';
import { array, bulkOrNull, integer, nothing, ok, RedisError, type Reply } from '../resp.ts';
import {
  type Commands,
  type Context,
  everyKey,
  exactly,
  firstKey,
  UnknownToStandIn,
  wholeNumber,
} from './command.ts';

/** Texts, and what is true of keys of any type. */
export const strings: Commands = {
  GET: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = ''] = exactly(args, 1, 'GET');
      return bulkOrNull(keys.typed('string', key)?.text);
    },
  },
  MGET: {
    reads: everyKey,
    run: ({ keys }, args) => array(args.map((key) => bulkOrNull(textOrNothing(keys, key)))),
  },
  SET: { run: set },
  GETEX: {
    run({ keys, nowMs }, args) {
      const [key = '', option = '', seconds] = exactly(args, 3, 'GETEX');
      if (option.toUpperCase() !== 'EX') throw new UnknownToStandIn(`GETEX ${option}`);
      const value = keys.typed('string', key);
      if (value === undefined) return nothing;
      keys.expireAt(key, nowMs + lifeSeconds(seconds, 'getex') * 1000);
      return bulkOrNull(value.text);
    },
  },
  INCR: {
    run({ keys }, args) {
      const [key = ''] = exactly(args, 1, 'INCR');
      const value = wholeNumber(keys.typed('string', key)?.text ?? '0') + 1;
      keys.set(key, { type: 'string', text: `${value}` }, keys.expiresAtMs(key));
      return integer(value);
    },
  },
  DEL: { run: ({ keys }, args) => integer(args.filter((key) => keys.delete(key)).length) },
  EXISTS: {
    reads: everyKey,
    run: ({ keys }, args) => integer(args.filter((key) => keys.get(key) !== undefined).length),
  },
  EXPIRE: {
    run({ keys, nowMs }, args) {
      const [key = '', seconds] = exactly(args, 2, 'EXPIRE');
      const atMs = nowMs + wholeNumber(seconds) * 1000;
      if (keys.get(key) === undefined) return integer(0);
      keys.expireAt(key, atMs);
      return integer(1);
    },
  },
};

/** MGET takes a key of another type for one that is not there. */
function textOrNothing(keys: Keyspace, key: string): string | undefined {
  const value = keys.get(key);
  return value?.type === 'string' ? value.text : undefined;
}

function set({ keys, nowMs }: Context, args: readonly string[]): Reply {
  const [key = '', text = '', ...options] = args;
  let expiresAtMs: number | null = null;
  let onlyOver = false;
  for (let index = 0; index < options.length; index += 1) {
    switch (options[index]?.toUpperCase()) {
      case 'XX':
        onlyOver = true;
        break;
      case 'KEEPTTL':
        expiresAtMs = keys.expiresAtMs(key);
        break;
      case 'EX':
        index += 1;
        expiresAtMs = nowMs + lifeSeconds(options[index], 'set') * 1000;
        break;
      case 'EXAT':
        index += 1;
        expiresAtMs = lifeSeconds(options[index], 'set') * 1000;
        break;
      default:
        throw new UnknownToStandIn(`SET ${options[index]}`);
    }
  }
  if (onlyOver && keys.get(key) === undefined) return nothing;
  keys.set(key, { type: 'string', text }, expiresAtMs);
  return ok;
}

function lifeSeconds(text: string | undefined, command: string): number {
  const seconds = wholeNumber(text);
  if (seconds <= 0) throw new RedisError(`ERR invalid expire time in '${command}' command`);
  return seconds;
}
