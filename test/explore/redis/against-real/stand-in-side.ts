import type { Connection } from '../connection.ts';
import type { Stored, Value } from '../keyspace.ts';
import { serialize, spell } from '../resp.ts';
import type { StandInRedis } from '../stand-in.ts';
import type { ConnectionIndex } from './random-steps.ts';
import { type StoredRow, Transcript } from './transcript.ts';

/** The three connections of a sequence, at the stand-in. */
export class StandInSide {
  readonly #redis: StandInRedis;
  readonly #connections: Connection[] = [];
  readonly #transcripts = [new Transcript(), new Transcript(), new Transcript()];

  constructor(redis: StandInRedis) {
    this.#redis = redis;
    for (const on of [0, 1, 2] as const) this.connect(on);
  }

  connect(on: ConnectionIndex): void {
    const known = this.#connections[on];
    if (known !== undefined) this.#redis.disconnect(known);
    const made = this.#redis.connect();
    if (on !== 2) this.#redis.execute(made, ['HELLO', '3'].map(toBytes));
    this.#connections[on] = made;
  }

  waits(on: ConnectionIndex): boolean {
    return this.#at(on).blocked !== null;
  }

  /** @returns whether there is a reply already */
  send(on: ConnectionIndex, command: readonly string[]): boolean {
    const connection = this.#at(on);
    const given = command.map((part) => (part === '@2' ? `${this.#at(2).id}` : part));
    const reply = this.#redis.execute(connection, given.map(toBytes));
    if (reply !== 'blocked') this.#write(connection, reply);
    this.#collect();
    return reply !== 'blocked';
  }

  empty(): void {
    this.#redis.empty();
    this.#collect();
  }

  /** What came on each connection. A read that still waits is ended first. */
  finish(): readonly (readonly string[])[] {
    for (const on of [0, 1, 2] as const) {
      const connection = this.#at(on);
      if (connection.blocked !== null) this.#write(connection, { kind: 'null-array' });
      connection.blocked = null;
      this.send(on, ['PING']);
    }
    return this.#transcripts.map(({ lines }) => lines);
  }

  contents(): readonly StoredRow[] {
    return [0, 1].flatMap((database) =>
      [...this.#redis.contents(database)].map(([key, stored]) => rowOf(database, key, stored)),
    );
  }

  #collect(): void {
    for (const { connection, reply } of this.#redis.takeDeliveries())
      this.#write(connection, reply);
  }

  #write(connection: Connection, reply: Parameters<typeof serialize>[0]): void {
    const bytes = serialize(reply, connection.protocol);
    this.#transcripts[this.#connections.indexOf(connection)]?.add(bytes.toString('latin1'));
  }

  #at(on: ConnectionIndex): Connection {
    const connection = this.#connections[on];
    if (connection === undefined) throw new Error('there are three connections');
    return connection;
  }
}

function toBytes(part: string): Buffer {
  return Buffer.from(part, 'latin1');
}

function rowOf(database: number, key: string, { value, expiresAtMs }: Stored): StoredRow {
  return { database, key, type: value.type, values: valuesOf(value), expiresAtMs };
}

function valuesOf(value: Value): readonly string[] {
  switch (value.type) {
    case 'string':
      return [value.text];
    case 'hash':
      return [...value.fields].flat();
    case 'zset':
      return [...value.scores].flatMap(([member, score]) => [member, spell(score)]);
    case 'stream': {
      const spellId = ({ ms, seq }: { readonly ms: number; readonly seq: number }) =>
        `${ms}-${seq}`;
      const entries = value.entries.flatMap(({ id, fields }) => [spellId(id), ...fields]);
      return [...entries, spellId(value.lastId)];
    }
  }
}
