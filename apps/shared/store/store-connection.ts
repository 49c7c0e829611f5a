import { type Command, Redis, type RedisOptions } from 'ioredis';
import { isRefusal, isStoreFault } from './store-fault.ts';

type SendCommand = Redis['sendCommand'];

/** ioredis' own, without the one that changes the types of all replies. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

const probeKey = 'lab:probe';

/**
 * Forms of the commands that Redis can forbid one by one. None of them changes anything, because the key does not exist
 * (HSET has a field without a value). Redis looks at the rights first, so an error of another kind says that it allows
 * the command.
 */
const harmlessForms: Readonly<Record<string, readonly (string | number)[]>> = {
  del: [probeKey],
  eval: ['return 1', 0],
  exists: [probeKey],
  expire: [probeKey, 1],
  get: [probeKey],
  hdel: [probeKey, 'field'],
  hexists: [probeKey, 'field'],
  hget: [probeKey, 'field'],
  hgetall: [probeKey],
  hmget: [probeKey, 'field'],
  hset: [probeKey, 'field', 'value', 'field'],
  mget: [probeKey],
  time: [],
  xadd: [probeKey, 'NOMKSTREAM', '*', 'field', 'value'],
  xinfo: ['STREAM', probeKey],
  zadd: [probeKey, 'XX', 0, 'member'],
  zrange: [probeKey, 0, -1],
  zrangebyscore: [probeKey, 0, 0],
  zremrangebyrank: [probeKey, 0, -1],
  zrem: [probeKey, 'member'],
  zscan: [probeKey, 0],
  zscore: [probeKey, 'member'],
};

/**
 * A connection that is asked nothing while it is silent: from the first command that timed out on it to the next byte
 * from Redis. What is asked meanwhile fails at once. So a request waits for Redis once, however many commands it
 * needs, and those that come later do not wait for what an earlier one has found out.
 *
 * This is a circuit breaker without numbers of its own. What tries whether Redis is back are the commands that are
 * still under way, and after `socketTimeout` the handshake of a new connection. Without `commandTimeout` it does
 * nothing. A class because every command of ioredis, those of a transaction too, goes through this method.
 */
export class StoreConnection extends Redis {
  #silent = false;
  /** The names of the commands that the rights of this client do not allow. */
  readonly #forbidden = new Set<string>();
  readonly #onRefusal: (error: Error) => void;

  /** @param onRefusal hears of every reply by which Redis says that it does not serve */
  constructor(url: string, options: ConnectionOptions, onRefusal: (error: Error) => void) {
    super(url, options);
    this.#onRefusal = onRefusal;
    const hasSpoken = () => {
      this.#silent = false;
    };
    this.on('connect', () => {
      hasSpoken();
      this.stream.on('data', hasSpoken);
    });
  }

  override sendCommand(...[command, stream]: Parameters<SendCommand>): ReturnType<SendCommand> {
    // Until it is ready only its own handshake is sent, and that is what ends a silence.
    if (this.#silent && this.status === 'ready') {
      command.reject(new Error('Connection is silent'));
      return command.promise;
    }
    // Before the caller can hear of it: the caller's next command must find the silence.
    command.promise.catch((error: unknown) => {
      if (error instanceof Error && error.message === 'Command timed out') this.#silent = true;
      // ioredis itself judges the replies to its handshake: it can do without some of these commands.
      if (isRefusal(error) && this.status === 'ready') {
        for (const name of forbiddenBy(error, command)) this.#forbidden.add(name);
        this.#onRefusal(error);
      }
    });
    return super.sendCommand(command, stream);
  }

  /**
   * Resolves when Redis serves. A PING would not tell: a read-only or full Redis answers it. So this is a write that
   * changes nothing, and every command that Redis has forbidden before.
   * @throws a store fault
   */
  async probe(): Promise<void> {
    await this.call('set', probeKey, '', 'XX');
    for (const name of this.#forbidden) {
      const form = harmlessForms[name];
      if (form !== undefined) await this.call(name, ...form).catch(throwStoreFault);
      this.#forbidden.delete(name);
    }
  }
}

/**
 * The commands that the rights may not allow. Where one inside a script is forbidden, Redis does not say which, so it
 * is any that the script names. INCR is not asked for: it has no form that changes nothing.
 */
function forbiddenBy(error: Error, command: Pick<Command, 'name' | 'args'>): readonly string[] {
  if (error.message.startsWith('NOPERM')) return [command.name];
  if (!error.message.includes('executing the script')) return [];
  const script = String(command.args[0]);
  return Object.keys(harmlessForms).filter((name) => script.includes(`'${name.toUpperCase()}'`));
}

function throwStoreFault(error: unknown): void {
  if (isStoreFault(error)) throw error;
}
