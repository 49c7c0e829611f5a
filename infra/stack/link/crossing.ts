import { connect, type Socket } from 'node:net';
import type { Behaviour } from './behaviour.ts';
import { Lane } from './lane.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** One connection across a link: a socket of the client, one to the store, and a lane in each direction. */
export class Crossing {
  readonly #client: Socket;
  readonly #store: Socket;
  readonly #lanes: readonly Lane[];

  /** `onGone` is called once, when both sockets are closed. */
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

  /** FIN to both sides, behind what is on its way. */
  finish(): void {
    for (const lane of this.#lanes) lane.finish();
  }

  /** RST to both sides. */
  reset(): void {
    for (const lane of this.#lanes) lane.drop();
    this.#client.resetAndDestroy();
    this.#store.resetAndDestroy();
  }
}
