import { z } from 'zod';
import type { RedisServer } from '../../../lab/redis-server.ts';
import type { ConnectionIndex } from './random-steps.ts';
import { RealConnection } from './real-connection.ts';
import { type StoredRow, Transcript } from './transcript.ts';

const all = [0, 1, 2] as const;

/** The three connections of a sequence, at a real Redis. */
export class RealSide {
  readonly #server: RedisServer;
  readonly #connections: RealConnection[] = [];
  readonly #ids: number[] = [];
  /** Commands that have no reply yet, all of one connection: it keeps their order. */
  readonly #underWay: Promise<void>[] = [];
  #sender: ConnectionIndex = 0;
  readonly #transcripts = [new Transcript(), new Transcript(), new Transcript()];

  private constructor(server: RedisServer) {
    this.#server = server;
  }

  static async start(server: RedisServer): Promise<RealSide> {
    const side = new RealSide(server);
    await side.empty();
    await Promise.all(all.map((on) => side.connect(on)));
    return side;
  }

  async connect(on: ConnectionIndex): Promise<void> {
    await this.settle();
    await this.#end(on);
    const made = await RealConnection.open(Number(new URL(this.#server.url).port));
    const hello = on === 2 ? ['PING'] : ['HELLO', '3'];
    await Promise.all([made.ask(['CLIENT', 'ID']), made.ask(hello)]);
    this.#ids[on] = Number(made.frames[0]?.slice(1));
    made.frames.length = 0;
    this.#connections[on] = made;
  }

  /**
   * Sends a command after those of other connections have been carried out.
   * @param hasReply false: the command waits, and this resolves when Redis has received it
   */
  async send(on: ConnectionIndex, command: readonly string[], hasReply: boolean): Promise<void> {
    if (on !== this.#sender) await this.settle();
    this.#sender = on;
    const given = command.map((part) => (part === '@2' ? `${this.#ids[2]}` : part));
    if (hasReply) {
      this.#underWay.push(this.#at(on).ask(given));
      return;
    }
    await this.settle();
    this.#at(on).send(given);
    // Redis takes what has arrived in the order in which it arrived.
    await this.#server.client.ping();
  }

  async empty(): Promise<void> {
    await this.settle();
    await this.#server.client.multi().flushall('SYNC').script('FLUSH', 'SYNC').exec();
  }

  /** Resolves when all that was sent is carried out. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay.splice(0));
  }

  /** What came on each connection. A read that still waits is ended first. */
  async finish(): Promise<readonly (readonly string[])[]> {
    await this.settle();
    const { client } = this.#server;
    await Promise.all(this.#ids.map((id) => client.client('UNBLOCK', id)));
    await Promise.all(all.map((on) => this.#at(on).ask(['PING'])));
    await this.end();
    return this.#transcripts.map(({ lines }) => lines);
  }

  /** Ends the connections. It can be repeated. */
  async end(): Promise<void> {
    await Promise.all(all.map((on) => this.#end(on)));
  }

  async contents(): Promise<readonly StoredRow[]> {
    const reply = await this.#server.client.callBuffer('EVAL', dump, 0);
    return dumpReply.parse(reply);
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

/** All keys, as lists of texts: database, key, type, end in ms, values. */
const dump = `
local rows = {}
for database = 0, 1 do
  redis.call('SELECT', database)
  for _, key in ipairs(redis.call('KEYS', '*')) do
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
    local ends = tostring(redis.call('PEXPIRETIME', key))
    rows[#rows + 1] = { tostring(database), key, kind, ends, values }
  end
end
return rows`;

const text = z.instanceof(Buffer).transform((bytes) => bytes.toString('latin1'));

const dumpReply = z.array(
  z
    .tuple([text, text, text, text, z.array(text)])
    .transform(([database, key, type, end, values]) => ({
      database: Number(database),
      key,
      type,
      values,
      expiresAtMs: Number(end) < 0 ? null : Number(end),
    })),
);
