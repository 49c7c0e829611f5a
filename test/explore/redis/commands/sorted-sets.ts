import type { Keyspace } from '../keyspace.ts';
import { array, bulk, integer, nothing, spell } from '../resp.ts';
import { type Commands, exactly, firstKey, UnknownToStandIn, wholeNumber } from './command.ts';

export const sortedSets: Commands = {
  ZADD: {
    run({ keys }, [key = '', ...rest]) {
      const keepsKnown = rest[0]?.toUpperCase() === 'NX';
      const given = keepsKnown ? rest.slice(1) : rest;
      if (given.length === 0 || given.length % 2 !== 0) throw new UnknownToStandIn(`ZADD ${rest}`);
      const pairs = given.flatMap((text, index) =>
        index % 2 === 0 ? [[scoreOf(text), given[index + 1] ?? ''] as const] : [],
      );
      const { scores } = keys.open('zset', key, () => ({ type: 'zset', scores: new Map() }));
      const before = scores.size;
      const news = pairs.filter(([score, member]) => {
        const known = scores.get(member);
        if (known === score || (keepsKnown && known !== undefined)) return false;
        scores.set(member, score);
        return true;
      });
      if (news.length > 0) keys.changed(key);
      return integer(scores.size - before);
    },
  },
  ZREM: {
    run: ({ keys }, [key = '', ...members]) => integer(remove(keys, key, members)),
  },
  ZSCORE: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = '', member = ''] = exactly(args, 2, 'ZSCORE');
      const value = keys.typed('zset', key)?.scores.get(member);
      return value === undefined ? nothing : { kind: 'double', value };
    },
  },
  ZRANGE: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = '', from, to] = exactly(args, 3, 'ZRANGE');
      return array(byRank(keys, key, wholeNumber(from), wholeNumber(to)).map(bulk));
    },
  },
  ZRANGEBYSCORE: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = '', from = '', to = '', limit = '', offset, count] = exactly(
        args,
        6,
        'ZRANGEBYSCORE',
      );
      if (limit.toUpperCase() !== 'LIMIT') throw new UnknownToStandIn(`ZRANGEBYSCORE ${limit}`);
      const first = wholeNumber(offset);
      const members = between(keys, key, from, to).map(bulk);
      return array(members.slice(first, first + wholeNumber(count)));
    },
  },
  ZREMRANGEBYSCORE: {
    run({ keys }, args) {
      const [key = '', from = '', to = ''] = exactly(args, 3, 'ZREMRANGEBYSCORE');
      return integer(remove(keys, key, between(keys, key, from, to)));
    },
  },
  ZREMRANGEBYRANK: {
    run({ keys }, args) {
      const [key = '', from, to] = exactly(args, 3, 'ZREMRANGEBYRANK');
      return integer(remove(keys, key, byRank(keys, key, wholeNumber(from), wholeNumber(to))));
    },
  },
  ZSCAN: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = '', cursor = '', option = '', count] = exactly(args, 4, 'ZSCAN');
      if (option.toUpperCase() !== 'COUNT') throw new UnknownToStandIn(`ZSCAN ${option}`);
      if (cursor !== '0') throw new UnknownToStandIn(`a cursor of ZSCAN other than 0: ${cursor}`);
      wholeNumber(count);
      // Redis too sends a set of up to 128 short members as one page.
      const pairs = inOrder(keys, key).flatMap(([member, score]) => [
        bulk(member),
        bulk(spell(score)),
      ]);
      return array([bulk('0'), array(pairs)]);
    },
  },
};

function inOrder(keys: Keyspace, key: string): readonly (readonly [string, number])[] {
  const scores = [...(keys.typed('zset', key)?.scores ?? [])];
  // Members are latin1 texts, so this is the order of their bytes.
  return scores.sort(([left, low], [right, high]) => {
    if (low !== high) return low < high ? -1 : 1;
    return left < right ? -1 : 1;
  });
}

/** A negative index counts from the end, and the last index belongs to the range. */
function byRank(keys: Keyspace, key: string, first: number, last: number): readonly string[] {
  const members = inOrder(keys, key).map(([member]) => member);
  const end = last < 0 ? members.length + last + 1 : last + 1;
  return members.slice(first, Math.max(0, end));
}

function between(keys: Keyspace, key: string, from: string, to: string): readonly string[] {
  const [lowest, highest] = [scoreOf(from), scoreOf(to)];
  return inOrder(keys, key)
    .filter(([, score]) => lowest <= score && score <= highest)
    .map(([member]) => member);
}

function remove(keys: Keyspace, key: string, members: readonly string[]): number {
  const scores = keys.typed('zset', key)?.scores;
  const removed = members.filter((member) => scores?.delete(member)).length;
  if (removed > 0) keys.changed(key);
  return removed;
}

function scoreOf(text: string): number {
  if (text === '+inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  const score = Number(text);
  if (!Number.isSafeInteger(score) || text === '') throw new UnknownToStandIn(`the score ${text}`);
  return score;
}
