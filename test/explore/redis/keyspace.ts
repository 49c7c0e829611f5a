import { RedisError } from './resp.ts';

export interface StreamEntry {
  readonly id: StreamId;
  /** Names and values in turn. */
  readonly fields: readonly string[];
}

export interface StreamId {
  readonly ms: number;
  readonly seq: number;
}

export type Value =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'hash'; readonly fields: Map<string, string> }
  | { readonly type: 'zset'; readonly scores: Map<string, number> }
  | { readonly type: 'stream'; readonly entries: StreamEntry[]; lastId: StreamId };

type Type = Value['type'];
type Typed<T extends Type> = Extract<Value, { readonly type: T }>;

/** A value and when it ends. */
export interface Stored {
  readonly value: Value;
  /** Null: the key does not expire. */
  readonly expiresAtMs: number | null;
}

interface Slot extends Stored {
  expiresAtMs: number | null;
}

/** The keys of one database, and when they expire. */
export class Keyspace {
  readonly #slots = new Map<string, Slot>();
  readonly #nowMs: () => number;
  readonly #onChange: (key: string) => void;

  /** @param onChange hears of each key whose value or life has changed, also of one that has expired */
  constructor(nowMs: () => number, onChange: (key: string) => void) {
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  /** Drops the key when its time is over, as Redis does when a command names the key. */
  get(key: string): Value | undefined {
    return this.#live(key)?.value;
  }

  /** @throws RedisError when the key holds another type */
  typed<T extends Type>(type: T, key: string): Typed<T> | undefined {
    const value = this.get(key);
    if (value === undefined || isOfType(value, type)) return value;
    throw new RedisError('WRONGTYPE Operation against a key holding the wrong kind of value');
  }

  /** The value of this key, which is made when there is none. @throws as `typed` */
  open<T extends Type>(type: T, key: string, make: () => Typed<T>): Typed<T> {
    const known = this.typed(type, key);
    if (known !== undefined) return known;
    const made = make();
    this.#slots.set(key, { value: made, expiresAtMs: null });
    return made;
  }

  set(key: string, value: Value, expiresAtMs: number | null): void {
    this.#slots.set(key, { value, expiresAtMs });
    this.#onChange(key);
  }

  expiresAtMs(key: string): number | null {
    return this.#live(key)?.expiresAtMs ?? null;
  }

  /** The key must exist. A time that is over deletes the key at once. */
  expireAt(key: string, atMs: number): void {
    const slot = this.#live(key);
    if (slot === undefined) return;
    if (atMs <= this.#nowMs()) {
      this.delete(key);
      return;
    }
    slot.expiresAtMs = atMs;
    this.#onChange(key);
  }

  /** True: there was such a key. */
  delete(key: string): boolean {
    if (this.#live(key) === undefined) return false;
    this.#slots.delete(key);
    this.#onChange(key);
    return true;
  }

  /** Must be called after a hash, set or stream was changed in place. An empty hash or set is no key. */
  changed(key: string): void {
    const value = this.#slots.get(key)?.value;
    const isEmpty =
      (value?.type === 'hash' && value.fields.size === 0) ||
      (value?.type === 'zset' && value.scores.size === 0);
    if (isEmpty) this.#slots.delete(key);
    this.#onChange(key);
  }

  /** Drops every key whose time is over, as Redis does now and then by itself. */
  sweep(): void {
    for (const key of [...this.#slots.keys()]) this.#live(key);
  }

  /** All that lives now. Nothing is dropped. */
  contents(): ReadonlyMap<string, Stored> {
    return new Map([...this.#slots].filter(([, slot]) => !this.#isOver(slot)));
  }

  clear(): void {
    this.#slots.clear();
  }

  #live(key: string): Slot | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined || !this.#isOver(slot)) return slot;
    this.#slots.delete(key);
    this.#onChange(key);
    return undefined;
  }

  /** In the millisecond of its end a key still lives. */
  #isOver({ expiresAtMs }: Slot): boolean {
    return expiresAtMs !== null && expiresAtMs < this.#nowMs();
  }
}

function isOfType<T extends Type>(value: Value, type: T): value is Typed<T> {
  return value.type === type;
}
