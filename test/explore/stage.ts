import { join, resolve } from 'node:path';
import type { Approach } from '../../apps/shared/auth-strategy.ts';
import { readConfig, type Variables } from '../../apps/shared/config.ts';
import type { Contender } from '../../infra/contenders/contenders.ts';
import { loadAccountSecret } from './browser.ts';
import { VirtualClock } from './machine/clock.ts';
import { currentActor, type Machine } from './machine/machine.ts';
import { SeededRandom } from './machine/random.ts';
import { LuaInterpreter } from './redis/lua-interpreter.ts';
import { StandInRedis } from './redis/stand-in.ts';
import { type Replica, type Settings, startReplica } from './replica.ts';
import { StoreHost } from './store-host.ts';

const root = resolve(import.meta.dirname, '../..');

/** A contender, and the code that ships. */
export interface Explored {
  readonly card: Contender;
  readonly approach: Approach;
  /** The settings of a replica with this environment, beside that of every replica. */
  readonly settingsOf: (variables: Variables) => Settings;
  /** Runs the scripts of all runs: a script is compiled once. */
  readonly lua: LuaInterpreter;
}

/**
 * @param keysFolder where the private keys of the contender are kept
 * @throws TypeError when the folder of the contender has no strategy
 */
export async function loadContender(card: Contender, keysFolder: string): Promise<Explored> {
  const { approach } = await import(join(root, card.folder, 'strategy.ts'));
  if (approach === undefined) throw new TypeError(`${card.folder} has no approach`);
  const common = {
    PORT: '1',
    METRICS_PORT: '2',
    REDIS_URL: 'redis://explored:6379',
    LOAD_ACCOUNT_SECRET: loadAccountSecret,
    SESSION_SECRET: 'a-secret-for-the-session-ids-of-the-explorer',
    // All replicas share the private keys, in every run.
    KEYS_FILE: join(keysFolder, `${card.contender}.json`),
  };
  // Reading a card takes as long as everything else at the start of a replica.
  const known = new Map<string, Settings>();
  const settingsOf = (variables: Variables): Settings => {
    const key = JSON.stringify(variables);
    const settings =
      known.get(key) ??
      readConfig(join(root, card.folder), approach.environment, { ...common, ...variables });
    known.set(key, settings);
    return settings;
  };
  return { card, approach, settingsOf, lua: new LuaInterpreter() };
}

/** Where one run begins: Sunday, 2026-11-22, 12:00 UTC. */
const startMs = Date.UTC(2026, 10, 22, 12);

/** A new replica that is not ready within this time will not be. */
const longestStartMs = 10_000;

/** The world of one run: Redis, the replicas, and their time. */
export class Stage {
  readonly card: Contender;
  readonly clock: VirtualClock;
  readonly store: StoreHost;
  readonly replicas: Replica[] = [];
  readonly #explored: Explored;
  readonly #machine: Machine;

  constructor(machine: Machine, explored: Explored) {
    this.card = explored.card;
    this.#explored = explored;
    this.#machine = machine;
    this.clock = new VirtualClock(startMs, currentActor);
    const redis = new StandInRedis({ nowMs: () => this.clock.nowMs(), lua: explored.lua });
    this.store = new StoreHost(redis);
    machine.enter({
      clock: this.clock,
      random: new SeededRandom(currentActor),
      connect: () => this.store.connect(),
      fetch: (url) => this.#fetch(url),
    });
  }

  /** Starts a replica and waits until it is ready. @param variables its environment, beside that of every replica */
  async replica(name: string, variables: Readonly<Record<string, string>> = {}): Promise<Replica> {
    const replica = await this.starting(name, variables);
    const givesUpAtMs = this.clock.nowMs() + longestStartMs;
    await this.settled();
    while ((replica.strategy.notReady?.() ?? []).length > 0) {
      if (this.clock.nowMs() > givesUpAtMs)
        throw new Error(`the replica ${name} does not get ready`);
      await this.pass(1000);
    }
    return replica;
  }

  /** Starts a replica. It may not be ready yet, and answers then that it is not. */
  async starting(name: string, variables: Readonly<Record<string, string>> = {}): Promise<Replica> {
    const { approach, settingsOf } = this.#explored;
    const replica = await startReplica(approach, settingsOf({ ...variables, REPLICA: name }));
    this.replicas.push(replica);
    return replica;
  }

  /** The process of a replica ends at once. What it has in memory is lost, and it asks Redis nothing more. */
  crash(replica: Replica): void {
    this.replicas.splice(this.replicas.indexOf(replica), 1);
    this.store.dropConnectionsOf(replica.name);
    for (const timer of this.clock.waiting()) {
      if (timer.actor === replica.name) this.clock.clear(timer);
    }
    replica.die();
  }

  /** Resolves when nothing can happen any more without a step of the explorer. */
  settled(): Promise<void> {
    return this.#machine.rest.reached();
  }

  /** Time passes at one stroke: each timer that is due by then fires once. */
  advance(ms: number): void {
    this.clock.advance(ms);
    this.store.tick();
  }

  /** Time passes in equal parts, and all that happens in each part happens. */
  async pass(ms: number, parts = 1): Promise<void> {
    for (let part = 0; part < parts; part += 1) {
      this.advance(ms / parts);
      await this.settled();
    }
  }

  /** Any replica knows the public keys of all. */
  async #fetch(url: URL): Promise<Response> {
    const [replica] = this.replicas;
    if (replica === undefined) throw new TypeError('there is no replica yet');
    const { status, body } = await replica.send({ method: 'GET', path: url.pathname });
    return Response.json(body, { status });
  }
}
