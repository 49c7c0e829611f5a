import type { InMemorySocket, SocketPeer } from './machine/socket.ts';
import type { Connection, Delivery } from './redis/connection.ts';

/** A command that waits to be carried out, or all commands of one transaction. */
export interface WaitingCommand {
  /** Who has sent it: a request, or a replica in the background. */
  readonly actor: string;
  readonly commands: readonly (readonly Buffer[])[];
}

/** What Redis has sent on a connection and what has not arrived yet. */
export interface OnTheWay {
  readonly cause: 'reply' | Delivery['cause'];
  readonly actor: string;
  readonly bytes: Buffer;
}

/** One connection between a replica and Redis. Commands and answers keep their order on it. */
export class StoreLink implements SocketPeer {
  /** A name that is the same in every order: the replica that has opened it, and a number. */
  readonly name: string;
  /** The replica that has opened the connection. */
  readonly owner: string;
  readonly connection: Connection;
  readonly waiting: WaitingCommand[] = [];
  readonly onTheWay: OnTheWay[] = [];
  isOpen = true;
  socket: InMemorySocket | null = null;
  readonly #onCommand: (link: StoreLink) => void;
  readonly #onClose: (link: StoreLink) => void;
  readonly #actor: () => string;
  #unread: Buffer = Buffer.alloc(0);
  #transaction: (readonly Buffer[])[] | null = null;

  constructor(parts: {
    readonly name: string;
    readonly owner: string;
    readonly connection: Connection;
    readonly actor: () => string;
    readonly onCommand: (link: StoreLink) => void;
    readonly onClose: (link: StoreLink) => void;
  }) {
    this.name = parts.name;
    this.owner = parts.owner;
    this.connection = parts.connection;
    this.#actor = parts.actor;
    this.#onCommand = parts.onCommand;
    this.#onClose = parts.onClose;
  }

  receive(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (;;) {
      const read = readCommand(this.#unread);
      if (read === null) return;
      this.#unread = this.#unread.subarray(read.length);
      this.#take(read.command);
    }
  }

  closed(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#onClose(this);
  }

  /** Nothing can be carried out while an XREAD waits for entries. */
  get takesCommand(): boolean {
    return this.isOpen && this.connection.blocked === null && this.waiting.length > 0;
  }

  #take(command: readonly Buffer[]): void {
    const name = String(command[0]).toUpperCase();
    if (name === 'MULTI') this.#transaction = [];
    if (this.#transaction !== null) this.#transaction.push(command);
    if (this.#transaction !== null && name !== 'EXEC') return;
    this.waiting.push({ actor: this.#actor(), commands: this.#transaction ?? [command] });
    this.#transaction = null;
    this.#onCommand(this);
  }
}

/** A command as clients send it: `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`. Null: it has not arrived completely. */
function readCommand(bytes: Buffer): { command: Buffer[]; length: number } | null {
  const head = readNumber(bytes, 0);
  if (head === null) return null;
  const command: Buffer[] = [];
  let at = head.end;
  while (command.length < head.value) {
    const size = readNumber(bytes, at);
    if (size === null || size.end + size.value + 2 > bytes.length) return null;
    command.push(bytes.subarray(size.end, size.end + size.value));
    at = size.end + size.value + 2;
  }
  return { command, length: at };
}

/** The number behind the sign at this place, and where its line ends. */
function readNumber(bytes: Buffer, at: number): { value: number; end: number } | null {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd === -1) return null;
  return { value: Number(bytes.toString('latin1', at + 1, lineEnd)), end: lineEnd + 2 };
}
