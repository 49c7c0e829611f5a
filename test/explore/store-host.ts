import { currentActor } from './machine/machine.ts';
import { InMemorySocket } from './machine/socket.ts';
import { serialize } from './redis/resp.ts';
import type { StandInRedis } from './redis/stand-in.ts';
import { type OnTheWay, StoreLink, type WaitingCommand } from './store-link.ts';

/**
 * The host on which the stand-in Redis runs. While it is `free` it serves as a Redis does. While it is `held` every
 * command waits until it is carried out by name, and every answer until it is delivered by name.
 */
export class StoreHost {
  readonly redis: StandInRedis;
  #links: StoreLink[] = [];
  readonly #opened = new Map<string, number>();
  #mode: 'free' | 'held' = 'free';
  #pumping = false;

  constructor(redis: StandInRedis) {
    this.redis = redis;
  }

  /** The open connections, in the order of their names. */
  get links(): readonly StoreLink[] {
    return this.#links;
  }

  connect(): InMemorySocket {
    const owner = currentActor();
    const number = (this.#opened.get(owner) ?? 0) + 1;
    this.#opened.set(owner, number);
    const link = new StoreLink({
      name: `${owner} ${number}`,
      owner,
      connection: this.redis.connect(),
      actor: currentActor,
      onCommand: () => this.#pumpSoon(),
      onClose: (closed) => this.#forget(closed),
    });
    link.socket = new InMemorySocket(link);
    this.#links.push(link);
    return link.socket;
  }

  hold(): void {
    this.#mode = 'held';
  }

  free(): void {
    this.#mode = 'free';
    this.#pumpSoon();
  }

  /** Carries out the first command that waits on this connection. Its answer is on its way then. */
  carryOut(link: StoreLink): WaitingCommand {
    const command = link.waiting.shift();
    if (command === undefined) throw new Error(`no command waits on ${link.name}`);
    for (const each of command.commands) {
      const reply = this.redis.execute(link.connection, each);
      if (reply !== 'blocked') {
        const bytes = serialize(reply, link.connection.protocol);
        link.onTheWay.push({ cause: 'reply', actor: command.actor, bytes });
      }
      this.collectDeliveries();
    }
    return command;
  }

  /** Puts on their way the messages that Redis has sent by itself. */
  collectDeliveries(): void {
    for (const { connection, cause, reply } of this.redis.takeDeliveries()) {
      const link = this.#links.find((each) => each.connection === connection);
      const bytes = serialize(reply, connection.protocol);
      link?.onTheWay.push({ cause, actor: link.owner, bytes });
    }
  }

  /** Time has passed: keys end, and reads that have waited for long come back. */
  tick(): void {
    this.redis.tick();
    this.collectDeliveries();
    this.#pumpSoon();
  }

  /** Delivers the first answer that is on its way on this connection. */
  deliver(link: StoreLink): OnTheWay {
    const answer = link.onTheWay.shift();
    if (answer === undefined) throw new Error(`no answer is on its way on ${link.name}`);
    link.socket?.deliver(answer.bytes);
    return answer;
  }

  /** The connection breaks. What waits on it is never carried out, and what is on its way never arrives. */
  cut(link: StoreLink): void {
    link.socket?.destroy();
  }

  /** A process has ended: its connections are gone, and it does not hear of it. */
  dropConnectionsOf(owner: string): void {
    for (const link of this.#links.filter((each) => each.owner === owner)) {
      link.isOpen = false;
      this.#forget(link);
    }
  }

  #forget(link: StoreLink): void {
    this.redis.disconnect(link.connection);
    this.#links = this.#links.filter((each) => each !== link);
  }

  /** ioredis notes a command after it has written it, so an answer must not arrive within the write. */
  #pumpSoon(): void {
    if (this.#pumping || this.#mode === 'held') return;
    this.#pumping = true;
    process.nextTick(() => {
      this.#pumping = false;
      if (this.#mode === 'free') this.#pump();
    });
  }

  #pump(): void {
    for (const link of [...this.#links]) {
      while (link.takesCommand) this.carryOut(link);
    }
    for (const link of [...this.#links]) while (link.onTheWay.length > 0) this.deliver(link);
  }
}
