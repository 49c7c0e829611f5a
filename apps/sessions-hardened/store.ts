import type { Request } from 'express';
import { type Session, type SessionData, Store } from 'express-session';
import { recordKey, replaceRecord, updateRecord } from '../sessions/credential.ts';
import { Problem } from '../shared/http/problem.ts';
import type { StoreClient } from '../shared/store/redis.ts';

/** Reads the text of a record: from Redis, or from a copy that the replica may trust. */
export interface RecordReader {
  /** Null: there is no such record. @throws a store fault */
  read(key: string): Promise<string | null>;
  /** This replica has just written the record, or tried to. Its next read must see that. */
  written(key: string): void;
  metrics(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Sends one GET for each read. */
export function createDirectReader(redis: {
  get(key: string): Promise<string | null>;
}): RecordReader {
  return {
    read: (key) => redis.get(key),
    written: () => undefined,
    metrics: () => ({}),
    close: async () => undefined,
  };
}

interface StoredRecord {
  readonly text: string;
  readonly endsAtMs: number;
}

type Done = (error?: unknown) => void;

/**
 * A session store with three rules that connect-redis does not have:
 * - a record is prolonged only once half of its life is over, so a request usually costs one round trip;
 * - an update is written only over a record that still exists: a logout stays a logout, whatever was in flight;
 * - an update never takes back a role that was changed meanwhile: a demotion stays a demotion.
 *
 * A class because express-session asks for a `Store`.
 */
export class HardenedStore extends Store {
  readonly #redis: StoreClient;
  readonly #reader: RecordReader;
  readonly #ttlSeconds: number;
  readonly #now: () => number;
  /** What a session was read from or last written as. A session without an entry is new. */
  readonly #records = new WeakMap<SessionData, StoredRecord>();

  /** @param now the clock by which a record has ended, in milliseconds since the epoch */
  constructor(redis: StoreClient, reader: RecordReader, ttlSeconds: number, now: () => number) {
    super();
    this.#now = now;
    this.#redis = redis;
    this.#reader = reader;
    this.#ttlSeconds = ttlSeconds;
  }

  override get(sessionId: string, done: (error: unknown, data?: SessionData | null) => void): void {
    this.#reader.read(recordKey(sessionId)).then((text) => {
      if (text === null) {
        done(null, null);
        return;
      }
      const data = parseRecord(text);
      const { endsAtMs = Number.POSITIVE_INFINITY } = data;
      this.#records.set(data, { text, endsAtMs });
      // A copy on this replica may outlive the record in Redis by a moment: its own date decides.
      done(null, endsAtMs > this.#now() ? data : null);
    }, done);
  }

  /** express-session makes its session object of the data that `get` has found. */
  override createSession(req: Request, data: SessionData): Session & SessionData {
    const session = super.createSession(req, data);
    const record = this.#records.get(data);
    if (record !== undefined) this.#records.set(session, record);
    return session;
  }

  override set(sessionId: string, session: SessionData, done: Done = () => undefined): void {
    this.#save(recordKey(sessionId), session).then(() => done(), done);
  }

  override touch(sessionId: string, session: SessionData, done: Done = () => undefined): void {
    this.#prolong(recordKey(sessionId), session).then(() => done(), done);
  }

  override destroy(sessionId: string, done: Done = () => undefined): void {
    const key = recordKey(sessionId);
    this.#redis
      .del(key)
      .finally(() => this.#reader.written(key))
      .then(() => done(), done);
  }

  async #save(key: string, session: SessionData): Promise<void> {
    const record = this.#records.get(session);
    try {
      if (record === undefined) {
        // The session is new, so no other request has its ID yet.
        const written = this.#write(session);
        await this.#redis.set(key, written.text, 'EX', this.#ttlSeconds);
        this.#records.set(session, written);
      } else {
        await this.#update(key, session, record.text);
      }
    } finally {
      // Also after an error: a command that timed out may have been carried out all the same.
      this.#reader.written(key);
    }
  }

  async #update(key: string, session: SessionData, from: string): Promise<void> {
    const { text: to, endsAtMs } = this.#write(session);
    const ttlSeconds = this.#ttlSeconds;
    const text = (await replaceRecord(this.#redis, key, { from, to, ttlSeconds }))
      ? to
      : await updateRecord(this.#redis, key, ttlSeconds, (current) => {
          const { role } = parseRecord(current);
          return JSON.stringify({ ...session, endsAtMs, role });
        });
    // The session was ended while this request was under way.
    if (text === null) throw new Problem('unknown');
    this.#records.set(session, { text, endsAtMs });
  }

  async #prolong(key: string, session: SessionData): Promise<void> {
    const record = this.#records.get(session);
    if (record === undefined) return;
    if (record.endsAtMs - this.#now() > (this.#ttlSeconds * 1000) / 2) return;
    const change = {
      from: record.text,
      to: this.#write(session).text,
      ttlSeconds: this.#ttlSeconds,
    };
    // Not written: then the record is gone, or has just been prolonged by another write.
    await replaceRecord(this.#redis, key, change);
    this.#reader.written(key);
  }

  /** The record holds its own end, so no second command has to ask how much of its life is left. */
  #write(session: SessionData): StoredRecord {
    const endsAtMs = this.#now() + this.#ttlSeconds * 1000;
    return { text: JSON.stringify({ ...session, endsAtMs }), endsAtMs };
  }
}

function parseRecord(text: string): SessionData {
  return JSON.parse(text);
}
