import { CommandRunner } from './command-runner.ts';
import { channels } from './commands/channels.ts';
import type { Commands, Server } from './commands/command.ts';
import { clock, handshake } from './commands/handshake.ts';
import { hashes } from './commands/hashes.ts';
import { scripting } from './commands/scripting.ts';
import { sortedSets } from './commands/sorted-sets.ts';
import { streams } from './commands/streams.ts';
import { strings } from './commands/strings.ts';
import { type Connection, type Delivery, openConnection } from './connection.ts';
import { Keyspace, type Stored } from './keyspace.ts';
import { LuaInterpreter } from './lua-interpreter.ts';
import type { Reply } from './resp.ts';
import { Tracking } from './tracking.ts';

export interface StandInOptions {
  /** Redis' clock, in whole milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Default: Redis asks for none. */
  readonly password?: string;
  /** Runs the scripts. It keeps nothing between two of them, so many stand-ins may share one. Default: a new one. */
  readonly lua?: LuaInterpreter;
}

const callableByScripts = {
  ...strings,
  ...hashes,
  ...sortedSets,
  ...streams,
  ...channels,
  ...clock,
};

/**
 * One Redis in memory, without sockets and timers. Each command is one step, and what Redis sends without being asked
 * is a delivery that the caller fetches. So a scheduler decides about every order. See README.md.
 */
export class StandInRedis {
  readonly #nowMs: () => number;
  readonly #runner: CommandRunner;
  readonly #connections = new Map<number, Connection>();
  /** By connection, in the order in which they began to wait. */
  readonly #waiting = new Set<Connection>();
  readonly #keyspaces = new Map<number, Keyspace>();
  readonly #scripts = new Map<string, string>();
  readonly #server: Server;
  #tracking: Tracking;
  #deliveries: Delivery[] = [];
  #nextId = 1;
  /** The connection whose command runs. Null: Redis does something by itself. */
  #current: Connection | null = null;

  constructor({ nowMs, password, lua = new LuaInterpreter() }: StandInOptions) {
    this.#nowMs = nowMs;
    this.#server = {
      password: password ?? null,
      find: (clientId) => this.#connections.get(clientId),
      subscribers: (channel) =>
        [...this.#connections.values()].filter(({ channels: own }) => own.has(channel)),
      deliver: (delivery) => {
        this.#deliveries.push(delivery);
      },
    };
    this.#tracking = new Tracking(this.#server);
    const callable = this.commands();
    this.#runner = new CommandRunner({
      commands: { ...callable, ...handshake, ...scripting(lua, this.#scripts, callable) },
      server: this.#server,
      keyspace: (database) => this.#keyspace(database),
      nowMs,
      onRead: (connection, keys) => this.#tracking.remember(connection, keys),
    });
  }

  /** What scripts may call. A test plants a fault by returning others. */
  protected commands(): Commands {
    return callableByScripts;
  }

  connect(): Connection {
    const connection = openConnection(this.#nextId, this.#server.password === null);
    this.#nextId += 1;
    this.#connections.set(connection.id, connection);
    return connection;
  }

  /** The client has gone, or the network between. What was not delivered yet is lost. */
  disconnect(connection: Connection): void {
    connection.isOpen = false;
    connection.blocked = null;
    connection.channels.clear();
    this.#connections.delete(connection.id);
    this.#waiting.delete(connection);
    this.#deliveries = this.#deliveries.filter((delivery) => delivery.connection !== connection);
  }

  /**
   * Carries out one command, as one step.
   * @param command the name and its arguments
   * @returns 'blocked': XREAD waits. Its answer will be a delivery, and the connection takes no command before that.
   * @throws UnknownToStandIn, which is never a reply: the lab sends this command nowhere
   */
  execute(connection: Connection, command: readonly Buffer[]): Reply | 'blocked' {
    if (!connection.isOpen) throw new Error(`connection ${connection.id} is closed`);
    if (connection.blocked !== null)
      throw new Error(`connection ${connection.id} waits for entries`);
    const [name = '', ...args] = command.map((part) => part.toString('latin1'));
    this.#current = connection;
    let reply: Reply | 'blocked';
    try {
      reply = this.#runner.answer(connection, name.toUpperCase(), args);
    } finally {
      this.#current = null;
    }
    this.#stepEnds();
    if (reply === 'blocked') this.#waiting.add(connection);
    return reply;
  }

  /**
   * What Redis has sent since the last call without being asked at that moment, in order. Of one connection these
   * come after the reply to the command that caused them, and before the reply to any later command.
   */
  takeDeliveries(): readonly Delivery[] {
    const taken = this.#deliveries;
    this.#deliveries = [];
    return taken;
  }

  /** What Redis does by itself as time passes: it drops keys that have ended, and ends reads that have waited. */
  tick(): void {
    for (const keyspace of this.#keyspaces.values()) keyspace.sweep();
    for (const connection of this.#waiting) {
      if ((connection.blocked?.untilMs ?? 0) <= this.#nowMs()) {
        this.#unblock(connection, 'no-entries', { kind: 'null-array' });
      }
    }
  }

  /** All keys and values, for a check or a picture. It is no command: it changes nothing. */
  contents(database = 0): ReadonlyMap<string, Stored> {
    return this.#keyspace(database).contents();
  }

  /** Redis drops one key because it needs the memory. True: there was such a key. */
  evict(key: string, database = 0): boolean {
    return this.#keyspace(database).delete(key);
  }

  /** All data and scripts are lost, and the connections stay (FLUSHALL, SCRIPT FLUSH). */
  empty(): void {
    for (const keyspace of this.#keyspaces.values()) keyspace.clear();
    this.#scripts.clear();
    this.#tracking.emptied(this.#connections.values());
  }

  /** Ends all connections. Scripts and client ids are lost in any case. @param keepData false: the data too */
  restart({ keepData }: { readonly keepData: boolean }): void {
    for (const connection of [...this.#connections.values()]) this.disconnect(connection);
    this.#tracking = new Tracking(this.#server);
    this.#nextId = 1;
    this.#scripts.clear();
    if (!keepData) for (const keyspace of this.#keyspaces.values()) keyspace.clear();
  }

  #stepEnds(): void {
    this.#tracking.commandEnds();
    for (const connection of this.#waiting) {
      const reply = connection.blocked?.answer() ?? null;
      if (reply !== null) this.#unblock(connection, 'entries', reply);
    }
  }

  #unblock(connection: Connection, cause: Delivery['cause'], reply: Reply): void {
    connection.blocked = null;
    this.#waiting.delete(connection);
    this.#deliveries.push({ connection, cause, reply });
  }

  #keyspace(database: number): Keyspace {
    const known = this.#keyspaces.get(database);
    if (known !== undefined) return known;
    const changed = (key: string) => this.#tracking.changed(key, this.#current);
    const made = new Keyspace(this.#nowMs, changed);
    this.#keyspaces.set(database, made);
    return made;
  }
}
