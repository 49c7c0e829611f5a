import { Redis, type RedisOptions } from 'ioredis';

type SendCommand = Redis['sendCommand'];

/** ioredis' own, without the one that changes the types of all replies. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

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

  constructor(url: string, options: ConnectionOptions) {
    super(url, options);
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
    });
    return super.sendCommand(command, stream);
  }
}
