/**
 * The one interface behind which the lab runs, whatever starts it: child processes (`native`) or
 * docker-compose.yml (`compose`). The bench, the console and the walkthrough know only this file.
 *
 * Words: an *arm* is one running copy of a contender (`floor` runs twice, as `floor` and `floor-aa`);
 * a *part* is what can be broken: a replica, a store, the balancer.
 */

export type StackDriver = 'native' | 'compose';

/** What to start. Each arm gets replicas, a store (Redis) and an upstream of its own. */
export interface ArmSpec {
  /** Unique in a stack; the name of the upstream. Equal to `contender` unless one contender runs twice. */
  readonly arm: string;
  readonly contender: string;
  /** Extra environment of this arm's replicas: how a named variant is configured. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default 3. */
  readonly replicas?: number;
  /** Put a fault proxy between each replica and the store, so that `Replica.storeLink` exists. Default false. */
  readonly storeLinks?: boolean;
  /**
   * A second Redis that replicates the store, and three sentinels that promote it when the store is gone. Needs
   * `storeLinks`: they lead to whichever is the master, as a virtual address does. Default false.
   */
  readonly standby?: boolean;
}

/**
 * When something was done to a part, on `performance.now()` of the calling process. The doing took effect
 * somewhere between the two stamps; a measurement counts from `beforeMs` or `afterMs`, whichever is the
 * conservative one for its claim.
 */
export interface Moment {
  readonly beforeMs: number;
  readonly afterMs: number;
}

export type PartState = 'running' | 'frozen' | 'stopped';

/** A process of the lab that can be broken. Every method is idempotent and resolves when its effect is there. */
export interface Part {
  /** `sessions-2`, `sessions-store`, `balancer`. */
  readonly name: string;
  state(): PartState;
  /** SIGKILL. The address stays: connections are refused, not unreachable. */
  kill(): Promise<Moment>;
  /** SIGSTOP: alive, its sockets open, and silent. */
  freeze(): Promise<Moment>;
  /** SIGCONT. */
  resume(): Promise<Moment>;
  /** Starts the process again if it is stopped, on the same address. Does not wait until it is ready. */
  start(): Promise<Moment>;
  /** Resolves when the part answers as ready; rejects with the last lines of its log after `timeoutMs` (default 15,000). */
  untilReady(timeoutMs?: number): Promise<void>;
  /** The last lines that the part logged, newest last. Default 20. */
  logTail(lines?: number): Promise<readonly string[]>;
}

export interface Replica extends Part {
  readonly arm: string;
  readonly contender: string;
  /** Base URL of this replica itself, past the balancer: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Base URL of its private port (metrics; in some apps, key rotation). Never behind the balancer. */
  readonly metricsUrl: string;
  /** Where it keeps its keys, as the replica itself sees it: writable, and the same for all replicas of its arm. */
  readonly keysDirectory: string;
  /** The link to the store, when the arm was started with `storeLinks`. */
  readonly storeLink: Link | null;
  /** SIGTERM: finishes what is in flight, then exits. Resolves when the process is gone. */
  drain(): Promise<Moment>;
  /** `start` with these variables over the planned ones; the next plain `start` is without them. */
  startWith(environment: Readonly<Record<string, string>>): Promise<Moment>;
  /** The host disappears: packets to its address lead nowhere. Undone by `regainAddress`. Rejects where the driver cannot do it. */
  loseAddress(): Promise<Moment>;
  regainAddress(): Promise<Moment>;
}

/** A TCP proxy on the way from a replica to its store. A fault holds until `heal`. */
export interface Link {
  /** Delays every chunk by this much in each direction. 0 removes the delay. */
  delay(eachWayMs: number): Promise<Moment>;
  /** Resets the open connections and refuses new ones. */
  cut(): Promise<Moment>;
  /** Keeps connections open, accepts new ones, and delivers nothing. */
  blackhole(): Promise<Moment>;
  /** Sends FIN on every open connection and goes on accepting. */
  close(): Promise<Moment>;
  heal(): Promise<Moment>;
  /** Milliseconds that one PING through this link takes now: the measured round trip. */
  measureRoundTripMs(samples: number): Promise<readonly number[]>;
}

/** Redis' own counters since its start; the caller takes differences. */
export interface StoreCounters {
  /** Calls per command, lower case, from `INFO commandstats`. */
  readonly calls: Readonly<Record<string, number>>;
  /** `total_reads_processed`: with one request in flight at a time, one per round trip. */
  readonly reads: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** User and system CPU of the Redis process, microseconds. */
  readonly cpuUs: number;
}

export interface Store extends Part {
  readonly arm: string;
  readonly host: string;
  readonly port: number;
  /** Reading them costs Redis one `INFO`, which is left out of `calls`. */
  counters(): Promise<StoreCounters>;
  /** What Redis keeps when it is killed and started again. Default `nothing`; takes effect at the next `start`. */
  persist(what: 'nothing' | 'aof'): Promise<void>;
  /** Runs one command against this store, for faults and tests: `command('FLUSHALL')`. */
  command(...words: readonly string[]): Promise<unknown>;
}

/** The second Redis of a store. It is promoted once: start a new stack to do it again. */
export interface Standby {
  /** Cuts replication: what the store acknowledges from now on stands on the store alone. Resolves when it is cut. */
  fallBehind(): Promise<Moment>;
  /** Resolves when the sentinels have promoted it and the arm's links lead to it. Default timeout 15,000 ms. */
  untilPromoted(timeoutMs?: number): Promise<Moment>;
}

export interface Balancer extends Part {
  /** Base URL of an arm through the balancer. */
  url(arm: string): string;
  /** Every setting that shapes behaviour under faults, as printed in each report. */
  readonly settings: Readonly<Record<string, string>>;
  readonly accessLogPath: string;
  /** SIGHUP: new workers, old ones finish. */
  reload(): Promise<Moment>;
  /** Takes a replica off the list of its arm, and reloads. Rejects for the last one: nginx starts with no empty list. */
  leave(replica: string): Promise<Moment>;
  /** Puts it on the list again, and reloads. Every replica is on it at first. */
  join(replica: string): Promise<Moment>;
  /** SIGKILL to one worker; the master starts another. */
  killWorker(): Promise<Moment>;
  /** CPU of master and workers since their start, microseconds; null where it cannot be read. */
  cpuUs(): Promise<number | null>;
}

export interface Arm {
  readonly spec: ArmSpec;
  /** Through the balancer. */
  readonly url: string;
  readonly replicas: readonly Replica[];
  readonly store: Store;
}

export interface LabAccount {
  readonly username: string;
  readonly password: string;
}

export interface StackFacts {
  readonly driver: StackDriver;
  readonly nodeVersion: string;
  readonly nginxVersion: string;
  readonly redisVersion: string;
  readonly dockerVersion: string | null;
  /** Of the rendered nginx configuration, so that two reports can be told apart. */
  readonly balancerConfigSha256: string;
}

export interface Stack {
  readonly driver: StackDriver;
  readonly arms: ReadonlyMap<string, Arm>;
  readonly balancer: Balancer;
  /** By arm, for those that were started with `standby`. */
  readonly standbys: ReadonlyMap<string, Standby>;
  facts(): Promise<StackFacts>;
  /** The n-th load account, the same on every contender: `load-0`, `load-1`, … There is no last one. */
  loadAccount(index: number): LabAccount;
  /** An account that may change roles and revoke others. */
  adminAccount(): LabAccount;
  /** Ends every process that this stack started and removes its files. Idempotent; never rejects for a part that is already gone. */
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly driver: StackDriver;
  readonly arms: readonly ArmSpec[];
  /** `free`: any free port. A number: fixed ports from there on, and an error that names a taken one. Default `free`. */
  readonly ports?: 'free' | number;
  /** One line per event worth showing. Default: silent. */
  readonly log?: (line: string) => void;
}
