import type { Connection, Delivery } from '../connection.ts';
import type { Keyspace } from '../keyspace.ts';
import { RedisError, type Reply } from '../resp.ts';

/** What a command may use. */
export interface Context {
  readonly connection: Connection;
  /** The database that the connection has selected. */
  readonly keys: Keyspace;
  /** Redis' clock, in whole milliseconds since the epoch. It stands still during a command or script. */
  readonly nowMs: number;
  readonly server: Server;
  /** In a script or a transaction a command cannot wait. */
  readonly mayWait: boolean;
}

/** What goes beyond one connection. */
export interface Server {
  /** Null: Redis asks for no password. */
  readonly password: string | null;
  find(clientId: number): Connection | undefined;
  /** Open connections that subscribe to this channel. */
  subscribers(channel: string): readonly Connection[];
  deliver(delivery: Delivery): void;
}

export interface Command {
  /** @param args without the name of the command. 'blocked': the answer comes later, as a delivery. */
  readonly run: (context: Context, args: readonly string[]) => Reply | 'blocked';
  /** The keys that a tracked connection remembers. A command that writes has none. */
  readonly reads?: (args: readonly string[]) => readonly string[];
}

/** By name, in capitals. */
export type Commands = Readonly<Record<string, Command>>;

/** The lab sends this command or option nowhere, as far as the stand-in knows. It must learn it, or it is a mistake. */
export class UnknownToStandIn extends Error {
  constructor(what: string) {
    super(`the stand-in Redis does not know ${what}`);
  }
}

/** The command reads the key that is its first argument. */
export const firstKey = (args: readonly string[]): readonly string[] => args.slice(0, 1);
/** Every argument of the command is a key that it reads. */
export const everyKey = (args: readonly string[]): readonly string[] => args;

/**
 * The arguments of a command that takes no others.
 * @param count of arguments
 * @param form what the error shows, such as `GET key`
 */
export function exactly(args: readonly string[], count: number, form: string): readonly string[] {
  if (args.length !== count) throw new UnknownToStandIn(`${form} with ${args.length} arguments`);
  return args;
}

/** @throws RedisError as Redis replies it */
export function wholeNumber(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || !/^(0|-?[1-9]\d*)$/.test(text) || !Number.isSafeInteger(value)) {
    throw new RedisError('ERR value is not an integer or out of range');
  }
  return value;
}
