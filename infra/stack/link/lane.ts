import type { Socket } from 'node:net';

interface Parcel {
  /** Null: the sender has finished (FIN). It travels behind the bytes that came before it. */
  readonly bytes: Buffer | null;
  readonly dueMs: number;
}

/** One direction of one connection: first in, first out, each parcel no earlier than it is due. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delayMs: () => number;
  readonly #parcels: Parcel[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  #isFinished = false;

  constructor(from: Socket, to: Socket, delayMs: () => number) {
    this.#from = from;
    this.#to = to;
    this.#delayMs = delayMs;
    from.on('data', (bytes) => this.#accept(bytes));
    from.on('end', () => this.finish());
    to.on('drain', () => this.#readOn());
  }

  /** Delivers nothing until `release`. Reading stops too, so that the sender feels it when its buffers are full. */
  hold(): void {
    this.#isHeld = true;
    this.#from.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#readOn();
    this.#deliver();
  }

  /** Closes this direction (FIN) after what is on its way. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#queue(null);
  }

  /** Forgets what is on its way. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#parcels.length = 0;
    this.#isFinished = true;
  }

  #accept(bytes: Buffer): void {
    if (!this.#isFinished) this.#queue(bytes);
  }

  #queue(bytes: Buffer | null): void {
    // Never before the one in front of it: a delay that was made shorter must not turn the order round.
    const earliestMs = this.#parcels.at(-1)?.dueMs ?? 0;
    const dueMs = Math.max(performance.now() + this.#delayMs(), earliestMs);
    this.#parcels.push({ bytes, dueMs });
    this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    for (let next = this.#parcels[0]; next !== undefined; next = this.#parcels[0]) {
      if (this.#isHeld) return;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#deliver(), Math.ceil(waitMs));
        return;
      }
      this.#parcels.shift();
      this.#send(next.bytes);
    }
  }

  #send(bytes: Buffer | null): void {
    if (!this.#to.writable) return;
    if (bytes === null) this.#to.end();
    else if (!this.#to.write(bytes)) this.#from.pause();
  }

  #readOn(): void {
    if (!this.#isHeld) this.#from.resume();
  }
}
