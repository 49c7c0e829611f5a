import { connect, type Socket } from 'node:net';
import { z } from 'zod';

/** What a link does with the bytes that cross it. */
export const behaviourSchema = z.discriminatedUnion('kind', [
  /** The link delivers the bytes `eachWayMs` later, in each direction and in order. */
  z.object({ kind: z.literal('pass'), eachWayMs: z.number().nonnegative() }),
  /** The link resets its connections and refuses new ones. */
  z.object({ kind: z.literal('cut') }),
  /** The link keeps connections open, accepts new ones, and delivers nothing until it has healed. */
  z.object({ kind: z.literal('blackhole') }),
]);

export type Behaviour = z.infer<typeof behaviourSchema>;

export const healthy: Behaviour = { kind: 'pass', eachWayMs: 0 };

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One connection across a link: the client's socket, a socket to the store, and a lane in each direction. */
export class Crossing {
  readonly #client: Socket;
  readonly #store: Socket;
  readonly #lanes: readonly Lane[];

  /** Calls `onGone` once, when both sockets are closed. */
  constructor(client: Socket, target: Target, behaviour: () => Behaviour, onGone: () => void) {
    const store = connect({ ...target, noDelay: true, allowHalfOpen: true });
    const delayMs = () => {
      const now = behaviour();
      return now.kind === 'pass' ? now.eachWayMs : 0;
    };
    this.#client = client;
    this.#store = store;
    this.#lanes = [new Lane(client, store, delayMs), new Lane(store, client, delayMs)];
    client.on('error', () => this.reset());
    store.on('error', () => this.reset());
    client.once('close', () => store.closed && onGone());
    store.once('close', () => client.closed && onGone());
    if (behaviour().kind === 'blackhole') this.hold();
  }

  hold(): void {
    for (const lane of this.#lanes) lane.hold();
  }

  release(): void {
    for (const lane of this.#lanes) lane.release();
  }

  /** Sends RST to both sides. */
  reset(): void {
    for (const lane of this.#lanes) lane.drop();
    this.#client.resetAndDestroy();
    this.#store.resetAndDestroy();
  }
}

interface Parcel {
  /** Null stands for the sender's FIN. It travels behind the bytes that were sent before it. */
  readonly bytes: Buffer | null;
  readonly dueMs: number;
}

/** One direction of one connection: delivers parcels in their order, each no earlier than it is due. */
class Lane {
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
    from.on('end', () => this.#finish());
    to.on('drain', () => this.#readOn());
  }

  /** Delivers nothing until `release`. The lane also stops reading, so a sender with full buffers has to wait. */
  hold(): void {
    this.#isHeld = true;
    this.#from.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#readOn();
    this.#deliver();
  }

  /** Closes this direction (FIN) after the bytes that are under way. */
  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#queue(null);
  }

  /** Discards the bytes that are under way. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#parcels.length = 0;
    this.#isFinished = true;
  }

  #accept(bytes: Buffer): void {
    if (!this.#isFinished) this.#queue(bytes);
  }

  #queue(bytes: Buffer | null): void {
    // A parcel is never due before the one in front of it: a shorter delay must not change the order.
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
