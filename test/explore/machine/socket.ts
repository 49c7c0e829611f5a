import { Duplex } from 'node:stream';

/** What the other end of a socket is told. */
export interface SocketPeer {
  receive(bytes: Buffer): void;
  closed(): void;
}

/**
 * The client's end of a TCP connection that exists in memory only. What is written reaches the peer within the same
 * call, so the peer still knows who has written. What the peer sends arrives when the peer calls `deliver`.
 */
export class InMemorySocket extends Duplex {
  connecting = true;
  readonly #peer: SocketPeer;

  constructor(peer: SocketPeer) {
    super({ allowHalfOpen: false });
    this.#peer = peer;
  }

  /** The connection is there. */
  establish(): void {
    this.connecting = false;
    this.emit('connect');
  }

  deliver(bytes: Buffer): void {
    if (!this.destroyed) this.push(bytes);
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  /** A connection in memory is established or lost at once, so there is nothing to wait for. */
  setTimeout(): this {
    return this;
  }

  override _read(): void {
    // The peer decides when bytes arrive.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#peer.receive(chunk);
    done();
  }

  override _final(done: () => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#peer.closed();
    done(error);
  }
}
