/** What a command does to the keys that it names. */
export interface Access {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Keys whose end the command moves and whose value it leaves alone. */
  readonly prolongs: readonly string[];
}

type Command = readonly string[];
type KeysOf = (args: Command) => readonly string[];

const first: KeysOf = (args) => args.slice(0, 1);
const all: KeysOf = (args) => args;
/** EVAL and EVALSHA: script, number of keys, keys. */
const ofScript: KeysOf = (args) => args.slice(2, 2 + Number(args[1]));
/** XREAD: as many keys as ids stand behind STREAMS. */
const ofStreams: KeysOf = (args) => {
  const behind = args.slice(args.findIndex((arg) => arg.toUpperCase() === 'STREAMS') + 1);
  return behind.slice(0, behind.length / 2);
};

const readers: Readonly<Record<string, KeysOf>> = {
  GET: first,
  GETEX: first,
  MGET: all,
  EXISTS: all,
  HGET: first,
  HMGET: first,
  HGETALL: first,
  HEXISTS: first,
  ZSCORE: first,
  ZRANGE: first,
  ZRANGEBYSCORE: first,
  ZSCAN: first,
  XREAD: ofStreams,
};

/** A script may write each of its keys. */
const writers: Readonly<Record<string, KeysOf>> = {
  SET: first,
  DEL: all,
  INCR: first,
  HSET: first,
  HDEL: first,
  ZADD: first,
  ZREM: first,
  ZREMRANGEBYSCORE: first,
  ZREMRANGEBYRANK: first,
  XADD: first,
  EVAL: ofScript,
  EVALSHA: ofScript,
};

const prolongers: Readonly<Record<string, KeysOf>> = { EXPIRE: first, GETEX: first };

/** What one command, or all commands of one transaction, do. A command without keys does nothing that others see. */
export function accessOf(commands: readonly Command[]): Access {
  const keysIn = (table: Readonly<Record<string, KeysOf>>) =>
    commands.flatMap(([name = '', ...args]) => table[name.toUpperCase()]?.(args) ?? []);
  return { reads: keysIn(readers), writes: keysIn(writers), prolongs: keysIn(prolongers) };
}

type Use = 'reads' | 'writes';

/**
 * Which actors use which keys, as far as the orders that were run have shown. A command that no other actor can notice,
 * and that notices no other actor, may come at any moment without a difference, so it is no step of its own.
 */
export class KeyUsers {
  readonly #users = new Map<string, Map<string, Use>>();
  readonly #keysMayEnd: boolean;

  /** @param keysMayEnd false: no key ends during a run, so no command can notice that one ends later */
  constructor(keysMayEnd: boolean, users?: KeyUsers) {
    this.#keysMayEnd = keysMayEnd;
    if (users === undefined) return;
    for (const [key, uses] of users.#users) this.#users.set(key, new Map(uses));
  }

  /** Returns whether this was news. */
  note(actor: string, access: Access): boolean {
    let isNews = false;
    for (const [key, use] of this.#usesOf(access)) {
      const uses = this.#users.get(key) ?? new Map<string, Use>();
      this.#users.set(key, uses);
      const known = uses.get(actor);
      if (known === 'writes' || known === use) continue;
      uses.set(actor, use);
      isNews = true;
    }
    return isNews;
  }

  /** Whether the order of this command and of a command of another actor can make a difference. */
  meets(actor: string, access: Access): boolean {
    return this.#usesOf(access).some(([key, use]) =>
      [...(this.#users.get(key) ?? new Map<string, Use>())].some(
        ([other, otherUse]) => other !== actor && (use === 'writes' || otherUse === 'writes'),
      ),
    );
  }

  #usesOf({ reads, writes, prolongs }: Access): readonly (readonly [string, Use])[] {
    const changed = this.#keysMayEnd ? [...writes, ...prolongs] : writes;
    return [
      ...reads.map((key) => [key, 'reads'] as const),
      ...changed.map((key) => [key, 'writes'] as const),
    ];
  }
}
