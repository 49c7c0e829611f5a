import {
  type Command,
  type Commands,
  type Context,
  type Server,
  UnknownToStandIn,
} from './commands/command.ts';
import type { Connection } from './connection.ts';
import type { Keyspace } from './keyspace.ts';
import { array, ok, RedisError, type Reply } from './resp.ts';

/** What a RESP2 connection may send while it subscribes to a channel. */
const whileSubscribed: ReadonlySet<string> = new Set(['SUBSCRIBE', 'UNSUBSCRIBE', 'PING']);

export interface CommandRunnerParts {
  readonly commands: Commands;
  readonly server: Server;
  readonly keyspace: (database: number) => Keyspace;
  readonly nowMs: () => number;
  /** Hears which keys a connection has read. */
  readonly onRead: (connection: Connection, keys: readonly string[]) => void;
}

/** What Redis does with a command before and after it looks at data: rights, subscriptions, transactions. */
export class CommandRunner {
  readonly #parts: CommandRunnerParts;

  constructor(parts: CommandRunnerParts) {
    this.#parts = parts;
  }

  answer(connection: Connection, name: string, args: readonly string[]): Reply | 'blocked' {
    if (!connection.authenticated && name !== 'AUTH' && name !== 'HELLO') {
      return { kind: 'error', message: 'NOAUTH Authentication required.' };
    }
    if (connection.protocol === 2 && connection.channels.size > 0 && !whileSubscribed.has(name)) {
      const allowed = '(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET';
      const code = name === 'EXEC' ? 'EXECABORT Transaction discarded because of:' : 'ERR';
      const what = `Can't execute '${fullName(name, args)}'`;
      const message = `${code} ${what}: only ${allowed} are allowed in this context`;
      return { kind: 'error', message };
    }
    if (name === 'MULTI' || name === 'EXEC') return this.#transact(connection, name, args);
    const command = this.#find(name);
    if (connection.queued === null) return this.#run(connection, command, args, true);
    connection.queued.push([name, ...args]);
    return { kind: 'status', text: 'QUEUED' };
  }

  #transact(connection: Connection, name: 'MULTI' | 'EXEC', args: readonly string[]): Reply {
    if (args.length > 0) throw new UnknownToStandIn(`${name} ${args.join(' ')}`);
    const { queued } = connection;
    if (name === 'MULTI') {
      if (queued !== null) return { kind: 'error', message: 'ERR MULTI calls can not be nested' };
      connection.queued = [];
      return ok;
    }
    if (queued === null) return { kind: 'error', message: 'ERR EXEC without MULTI' };
    connection.queued = null;
    const replies = queued.map(([each = '', ...rest]) =>
      this.#run(connection, this.#find(each), rest, false),
    );
    return array(replies.filter((reply) => reply !== 'blocked'));
  }

  #run(
    connection: Connection,
    command: Command,
    args: readonly string[],
    mayWait: boolean,
  ): Reply | 'blocked' {
    const context: Context = {
      connection,
      keys: this.#parts.keyspace(connection.database),
      nowMs: this.#parts.nowMs(),
      server: this.#parts.server,
      mayWait,
    };
    try {
      return command.run(context, args);
    } catch (error) {
      if (error instanceof RedisError) return { kind: 'error', message: error.message };
      throw error;
    } finally {
      this.#parts.onRead(connection, command.reads?.(args) ?? []);
    }
  }

  #find(name: string): Command {
    const command = this.#parts.commands[name];
    if (command === undefined) throw new UnknownToStandIn(name);
    return command;
  }
}

/** As Redis shows it in an error: `client|setname`. */
function fullName(name: string, [subcommand = '']: readonly string[]): string {
  const hasSubcommands = name === 'CLIENT' || name === 'SCRIPT' || name === 'XINFO';
  return (hasSubcommands ? `${name}|${subcommand}` : name).toLowerCase();
}
