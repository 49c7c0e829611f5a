import { message } from './commands/channels.ts';
import { type Server, UnknownToStandIn } from './commands/command.ts';
import type { Connection } from './connection.ts';
import { array, bulk, integer, type Reply } from './resp.ts';

const channel = '__redis__:invalidate';

/** Client-side caching: which tracked connection has read which key since its last change. */
export class Tracking {
  readonly #readers = new Map<string, Set<Connection>>();
  readonly #server: Pick<Server, 'find' | 'deliver'>;
  /** Keys that the connection of the present command must hear of, after all others have heard. */
  #late: { readonly reader: Connection; readonly key: string }[] = [];

  constructor(server: Pick<Server, 'find' | 'deliver'>) {
    this.#server = server;
  }

  remember(reader: Connection, keys: readonly string[]): void {
    if (reader.redirectTo === null) return;
    for (const key of keys) {
      const readers = this.#readers.get(key) ?? new Set();
      this.#readers.set(key, readers.add(reader));
    }
  }

  /** @param current the connection whose command has changed the key; null: Redis has changed it by itself */
  changed(key: string, current: Connection | null): void {
    const readers = this.#readers.get(key) ?? [];
    this.#readers.delete(key);
    for (const reader of [...readers].sort((one, other) => one.id - other.id)) {
      if (reader === current) this.#late.push({ reader, key });
      else this.#send(reader, array([bulk(key)]));
    }
  }

  /** The present command is over. */
  commandEnds(): void {
    for (const { reader, key } of this.#late.splice(0)) this.#send(reader, array([bulk(key)]));
  }

  /**
   * All keys are gone: every tracked connection hears of it once. Redis writes this null in the protocol of the tracked
   * connection, also where another connection with another protocol receives it.
   */
  emptied(connections: Iterable<Connection>): void {
    this.#readers.clear();
    for (const reader of connections) {
      this.#send(reader, { kind: 'null', protocol: reader.protocol });
    }
  }

  #send(reader: Connection, keys: Reply): void {
    if (!reader.isOpen || reader.redirectTo === null) return;
    const target = this.#server.find(reader.redirectTo);
    const deliver = (connection: Connection, reply: Reply) =>
      this.#server.deliver({ connection, cause: 'invalidation', reply });
    if (target === undefined) {
      const items = [bulk('tracking-redir-broken'), integer(reader.redirectTo)];
      if (reader.protocol === 3) deliver(reader, { kind: 'push', items });
    } else if (target.protocol === 3) {
      throw new UnknownToStandIn('an invalidation on a RESP3 connection');
    } else if (target.channels.size > 0) {
      // Redis does not look whether the connection has subscribed to this very channel.
      deliver(target, message(channel, keys));
    }
  }
}
