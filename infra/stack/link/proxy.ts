import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Behaviour, Crossing, healthy, type Target } from './crossing.ts';

export interface LinkPlan {
  readonly name: string;
  readonly listen: Target;
  readonly target: Target;
}

/** A TCP proxy that can change its behaviour while connections cross it. */
export class LinkProxy {
  readonly #plan: LinkPlan;
  #target: Target;
  readonly #crossings = new Set<Crossing>();
  #behaviour: Behaviour = healthy;
  #server: Server | null = null;

  constructor(plan: LinkPlan) {
    this.#plan = plan;
    this.#target = plan.target;
  }

  get connections(): number {
    return this.#crossings.size;
  }

  /** Resolves when open and new connections follow the behaviour. */
  async become(behaviour: Behaviour): Promise<void> {
    this.#behaviour = behaviour;
    switch (behaviour.kind) {
      case 'pass':
        for (const crossing of this.#crossings) crossing.release();
        return await this.listen();
      case 'blackhole':
        for (const crossing of this.#crossings) crossing.hold();
        return await this.listen();
      case 'cut':
        // This call stops accepting at once. Its callback would only wait until all connections are closed.
        this.#server?.close();
        this.#server = null;
        for (const crossing of this.#crossings) crossing.reset();
        return;
      default:
        behaviour satisfies never;
    }
  }

  /** Leads new connections to another target, and resets the ones to the old target. */
  leadTo(target: Target): void {
    this.#target = target;
    for (const crossing of this.#crossings) crossing.reset();
  }

  async listen(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) =>
      this.#cross(client),
    );
    this.#server = server;
    server.listen(this.#plan.listen);
    await once(server, 'listening');
  }

  #cross(client: Socket): void {
    const crossing = new Crossing(
      client,
      this.#target,
      () => this.#behaviour,
      () => this.#crossings.delete(crossing),
    );
    this.#crossings.add(crossing);
  }
}
