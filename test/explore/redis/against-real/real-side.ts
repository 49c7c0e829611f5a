import { z } from 'zod';
import type { RedisServer } from '../../../lab/redis-server.ts';
import type { ConnectionIndex } from './random-steps.ts';
import { RealConnection } from './real-connection.ts';
import { type StoredRow, Transcript } from './transcript.ts';

/** The three connections of a sequence, at a real Redis. */
export class RealSide {
  readonly #server: RedisServer;
  readonly #connections: RealConnection[] = [];
  readonly #ids: number[] = [];
  readonly #transcripts = [new Transcript(), new Transcript(), new Transcript()];

  private constructor(server: RedisServer) {
    this.#server = server;
  }

  static async start(server: RedisServer): Promise<RealSide> {
    await server.client.multi().flushall('SYNC').script('FLUSH', 'SYNC').exec();
    const side = new RealSide(server);
    for (const on of [0, 1, 2] as const) await side.connect(on);
    return side;
  }

  async connect(on: ConnectionIndex): Promise<void> {
    await this.#end(on);
    const made = await RealConnection.open(Number(new URL(this.#server.url).port));
    await made.ask(['CLIENT', 'ID']);
    this.#ids[on] = Number(made.frames[0]?.slice(1));
    if (on !== 2) await made.ask(['HELLO', '3']);
    made.frames.length = 0;
    this.#connections[on] = made;
  }

  /** @param hasReply false: the command waits, and this resolves when Redis has received it */
  async send(on: ConnectionIndex, command: readonly string[], hasReply: boolean): Promise<void> {
    const given = command.map((part) => (part === '@2' ? `${this.#ids[2]}` : part));
    if (hasReply) return await this.#at(on).ask(given);
    this.#at(on).send(given);
    // Redis takes what has arrived in the order in which it arrived.
    await this.#server.client.ping();
  }

  async empty(): Promise<void> {
    await this.#server.client.multi().flushall('SYNC').script('FLUSH', 'SYNC').exec();
  }

  /** What came on each connection. A read that still waits is ended first. */
  async finish(): Promise<readonly (readonly string[])[]> {
    for (const on of [0, 1, 2] as const) {
      await this.#server.client.client('UNBLOCK', this.#ids[on] ?? 0);
      await this.#at(on).ask(['PING']);
    }
    for (const on of [0, 1, 2] as const) await this.#end(on);
    return this.#transcripts.map(({ lines }) => lines);
  }

  /** Ends the connections. It can be repeated. */
  async end(): Promise<void> {
    for (const on of [0, 1, 2] as const) await this.#end(on);
  }

  async contents(): Promise<readonly StoredRow[]> {
    const rows = [];
    for (const database of [0, 1]) {
      await this.#server.client.select(database);
      const reply = await this.#server.client.callBuffer('EVAL', dump, 0);
      rows.push(...dumpReply.parse(reply).map((row) => ({ database, ...row })));
    }
    await this.#server.client.select(0);
    return rows;
  }

  /** Ends a connection and keeps what came on it. */
  async #end(on: ConnectionIndex): Promise<void> {
    const connection = this.#connections[on];
    if (connection === undefined) return;
    await this.#server.client.client('KILL', 'ID', this.#ids[on] ?? 0);
    await connection.ended;
    for (const frame of connection.frames.splice(0)) this.#transcripts[on]?.add(frame);
  }

  #at(on: ConnectionIndex): RealConnection {
    const connection = this.#connections[on];
    if (connection === undefined) throw new Error('there are three connections');
    return connection;
  }
}

/** All keys of a database, as lists of texts: key, type, end in ms, values. */
const dump = `
local rows = {}
for index, key in ipairs(redis.call('KEYS', '*')) do
  local kind, values = redis.call('TYPE', key).ok, {}
  if kind == 'string' then values = { redis.call('GET', key) }
  elseif kind == 'hash' then values = redis.call('HGETALL', key)
  elseif kind == 'zset' then values = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  else
    for _, entry in ipairs(redis.call('XRANGE', key, '-', '+')) do
      values[#values + 1] = entry[1]
      for _, part in ipairs(entry[2]) do values[#values + 1] = part end
    end
    local info = redis.call('XINFO', 'STREAM', key)
    for place = 1, #info, 2 do
      if info[place] == 'last-generated-id' then values[#values + 1] = info[place + 1] end
    end
  end
  rows[index] = { key, kind, tostring(redis.call('PEXPIRETIME', key)), values }
end
return rows`;

const text = z.instanceof(Buffer).transform((bytes) => bytes.toString('latin1'));

const dumpReply = z.array(
  z.tuple([text, text, text, z.array(text)]).transform(([key, type, end, values]) => ({
    key,
    type,
    values,
    expiresAtMs: Number(end) < 0 ? null : Number(end),
  })),
);
