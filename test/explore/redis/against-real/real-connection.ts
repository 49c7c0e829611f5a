import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** Far longer than Redis takes: no reply means that it waits where the stand-in did not. */
const patienceMs = 20_000;

/** A connection to a real Redis that keeps what it receives as it is, byte for byte. */
export class RealConnection {
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];
  /** Resolves when Redis has ended the connection and all that came is in `frames`. */
  readonly ended: Promise<void>;
  #unread = '';
  /** Replies and messages, in the order in which they came. */
  readonly frames: string[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#read(bytes.toString('latin1')));
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      socket.once('close', () => resolve());
    });
  }

  static async open(port: number): Promise<RealConnection> {
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RealConnection(socket);
  }

  /** Sends a command and waits for nothing: it may have no reply soon. */
  send(command: readonly string[]): void {
    const parts = command.map((part) => `$${part.length}\r\n${part}\r\n`);
    this.#socket.write(`*${command.length}\r\n${parts.join('')}`, 'latin1');
  }

  /** Sends a command. Resolves when its reply has come; then `frames` holds it. */
  async ask(command: readonly string[]): Promise<void> {
    this.send(command);
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => reject(new Error(`no reply to ${command.join(' ')}`));
      const timer = setTimeout(giveUp, patienceMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #read(text: string): void {
    this.#unread += text;
    for (let end = frameEnd(this.#unread, 0); end !== null; end = frameEnd(this.#unread, 0)) {
      const frame = this.#unread.slice(0, end);
      this.#unread = this.#unread.slice(end);
      this.frames.push(frame);
      if (!isMessage(frame)) this.#waiting.shift()?.();
    }
  }
}

/** What answers no command. */
function isMessage(frame: string): boolean {
  return /^[>*]\d\r\n\$\d+\r\n(message|invalidate|tracking-redir-broken)\r\n/.test(frame);
}

/** Where the reply that begins at this place ends. Null: it has not come completely. */
function frameEnd(text: string, at: number): number | null {
  const lineEnd = text.indexOf('\r\n', at);
  if (lineEnd === -1) return null;
  const [sign, size, next] = [text[at], Number(text.slice(at + 1, lineEnd)), lineEnd + 2];
  if (sign === '$' || sign === '=') {
    const end = size === -1 ? next : next + size + 2;
    return end <= text.length ? end : null;
  }
  const items = { '*': size, '>': size, '~': size, '%': 2 * size }[sign ?? ''] ?? 0;
  let end: number | null = next;
  for (let index = 0; index < items && end !== null; index += 1) end = frameEnd(text, end);
  return end;
}
