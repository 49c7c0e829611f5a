import type { Keyspace } from '../keyspace.ts';
import { array, bulk, bulkOrNull, integer } from '../resp.ts';
import { type Commands, exactly, firstKey, UnknownToStandIn } from './command.ts';

export const hashes: Commands = {
  HGET: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = '', field = ''] = exactly(args, 2, 'HGET');
      return bulkOrNull(fieldsOf(keys, key)?.get(field));
    },
  },
  HMGET: {
    reads: firstKey,
    run({ keys }, [key = '', ...names]) {
      const fields = fieldsOf(keys, key);
      return array(names.map((name) => bulkOrNull(fields?.get(name))));
    },
  },
  HGETALL: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = ''] = exactly(args, 1, 'HGETALL');
      const fields = [...(fieldsOf(keys, key) ?? [])];
      return { kind: 'map', pairs: fields.map(([name, value]) => [bulk(name), bulk(value)]) };
    },
  },
  HEXISTS: {
    reads: firstKey,
    run({ keys }, args) {
      const [key = '', field = ''] = exactly(args, 2, 'HEXISTS');
      return integer(fieldsOf(keys, key)?.has(field) ? 1 : 0);
    },
  },
  HSET: {
    run({ keys }, [key = '', ...rest]) {
      if (rest.length === 0 || rest.length % 2 !== 0)
        throw new UnknownToStandIn('HSET without a value');
      const { fields } = keys.open('hash', key, () => ({ type: 'hash', fields: new Map() }));
      const before = fields.size;
      for (let index = 0; index < rest.length; index += 2) {
        fields.set(rest[index] ?? '', rest[index + 1] ?? '');
      }
      keys.changed(key);
      return integer(fields.size - before);
    },
  },
  HDEL: {
    run({ keys }, [key = '', ...names]) {
      const fields = fieldsOf(keys, key);
      const deleted = names.filter((name) => fields?.delete(name)).length;
      if (deleted > 0) keys.changed(key);
      return integer(deleted);
    },
  },
};

function fieldsOf(keys: Keyspace, key: string): Map<string, string> | undefined {
  return keys.typed('hash', key)?.fields;
}
