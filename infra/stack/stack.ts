/**
 * The one interface to the running lab, whether it runs as child processes (`native`) or in containers (`compose`).
 * The bench and `./lab` use the lab only through this file.
 *
 * Two terms: an *arm* is one running copy of a contender (`floor` runs twice, as `floor` and `floor-aa`). A *part* is
 * anything that can be broken: a replica, a store, the balancer.
 */

export type StackDriver = 'native' | 'compose';

/** What to start. Each arm gets replicas, a store (Redis) and an upstream of its own. */
export interface ArmSpec {
  /** Unique in a stack, and the name of the upstream. Equal to `contender`, unless one contender runs twice. */
  readonly arm: string;
  readonly contender: string;
  /** Extra environment variables of this arm's replicas, which configure a named variant. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default 3. */
  readonly replicas?: number;
  /** Puts a fault proxy between each replica and the store: `Replica.storeLink`. Default false. */
  readonly storeLinks?: boolean;
  /**
   * Adds a second Redis that replicates the store, and three sentinels that promote it when the store is gone. Needs
   * `storeLinks`: the links always lead to the current master, as a virtual address does. Default false.
   */
  readonly standby?: boolean;
}

/**
 * When an action on a part took effect: between the two stamps, which are `performance.now()` of the calling process.
 * A measurement counts from `beforeMs` or from `afterMs`: from the one that makes its claim more cautious.
 */
export interface Moment {
  readonly beforeMs: number;
  readonly afterMs: number;
}

export type PartState = 'running' | 'frozen' | 'stopped';

/** A process of the lab that can be broken. Every method is idempotent and resolves when it has taken effect. */
export interface Part {
  /** `sessions-2`, `sessions-store`, `balancer`. */
  readonly name: string;
  state(): PartState;
  /** Sends SIGKILL. The part keeps its address, so connections are refused at once and do not time out. */
  kill(): Promise<Moment>;
  /** Sends SIGSTOP: the part lives and its sockets stay open, but it is silent. */
  freeze(): Promise<Moment>;
  /** Sends SIGCONT. */
  resume(): Promise<Moment>;
  /** Starts the process again if it is stopped, at the same address. Does not wait until the part is ready. */
  start(): Promise<Moment>;
  /** Resolves when the part is ready. Rejects after `timeoutMs` (default 15,000) with the last lines of its log. */
  untilReady(timeoutMs?: number): Promise<void>;
  /** The last lines of the part's log, newest last. Default 20. */
  logTail(lines?: number): Promise<readonly string[]>;
  /**
   * Opens what actions on the part go through. In a container that is a shell, whose start takes a third of a second of
   * processor time. Later actions take effect at once and cost next to nothing; without this call the first action
   * opens it. Does nothing when it is open already, and nothing in the native driver.
   */
  openControl(): Promise<void>;
}

export interface Replica extends Part {
  /** Base URL of the replica itself, without the balancer: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Base URL of its private port (metrics; in some apps, key rotation). The balancer never leads to it. */
  readonly metricsUrl: string;
  /** The directory of its keys, as the replica itself sees it. All replicas of an arm share it and can write to it. */
  readonly keysDirectory: string;
  /** The link to the store; null when the arm was started without `storeLinks`. */
  readonly storeLink: Link | null;
  /** Sends SIGTERM: the replica finishes the requests in flight, then exits. Resolves when its process is gone. */
  drain(): Promise<Moment>;
  /** Starts with these variables over the planned ones. The next plain `start` leaves them out again. */
  startWith(environment: Readonly<Record<string, string>>): Promise<Moment>;
  /** Makes packets to its address lead nowhere, until `regainAddress`. Rejects in a driver that cannot do it. */
  loseAddress(): Promise<Moment>;
  regainAddress(): Promise<Moment>;
}

/** A TCP proxy between a replica and its store. A fault lasts until `heal`. */
export interface Link {
  /** Delays every chunk by this much in each direction. 0 removes the delay. */
  delay(eachWayMs: number): Promise<Moment>;
  /** Resets the open connections and refuses new ones. */
  cut(): Promise<Moment>;
  /** Keeps connections open, accepts new ones, and delivers nothing. */
  blackhole(): Promise<Moment>;
  heal(): Promise<Moment>;
  /** Measures the round trip: the milliseconds of each of `samples` PINGs through this link. */
  measureRoundTripMs(samples: number): Promise<readonly number[]>;
}

/** Redis' own counters since it started. The caller subtracts two readings. */
export interface StoreCounters {
  /** Calls per command in lower case, from `INFO commandstats`. */
  readonly calls: Readonly<Record<string, number>>;
  /** `total_reads_processed`: one per round trip, as long as only one request is in flight. */
  readonly reads: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** User and system CPU time of the Redis process, in microseconds. */
  readonly cpuUs: number;
}

export interface Store extends Part {
  readonly arm: string;
  readonly host: string;
  readonly port: number;
  /** Reading them costs Redis one `INFO`, which `calls` does not contain. */
  counters(): Promise<StoreCounters>;
  /** Sets what Redis still has after a kill and a start. Default `nothing`. Takes effect at the next `start`. */
  persist(what: 'nothing' | 'aof'): Promise<void>;
  /** Runs one command against this store, for faults and tests: `command('FLUSHALL')`. */
  command(...words: readonly string[]): Promise<unknown>;
  /** The same on a connection of its own: SELECT, MULTI or SUBSCRIBE changes nothing for the next command. */
  commandAlone(...words: readonly string[]): Promise<unknown>;
}

/** The second Redis of a store. It can be promoted once only; the next promotion needs a new stack. */
export interface Standby {
  /** Cuts replication: only the store has the writes that it acknowledges from now on. Resolves when it is cut. */
  fallBehind(): Promise<Moment>;
  /** Resolves when the sentinels have promoted it and the arm's links lead to it. Default timeout 15,000 ms. */
  untilPromoted(timeoutMs?: number): Promise<Moment>;
}

export interface Balancer extends Part {
  /** Base URL of an arm, through the balancer. */
  url(arm: string): string;
  /** Every setting that shapes behaviour under faults. Each report prints them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly accessLogPath: string;
  /** A second log in nginx' own default format. Its lines hold what a URL and a Referer hold. */
  readonly combinedLogPath: string;
  /** Begins or ends the second log, and reloads if that changes something. At first there is none. */
  logCombined(isWanted: boolean): Promise<Moment>;
  /** Sends SIGHUP: new workers start, and the old ones finish their requests. */
  reload(): Promise<Moment>;
  /** Takes a replica off its arm's list, and reloads. Rejects for the last replica: nginx accepts no empty list. */
  leave(replica: string): Promise<Moment>;
  /** Puts a replica back on the list, and reloads if it was off. At first every replica is on it. */
  join(replica: string): Promise<Moment>;
  /** Sends SIGKILL to one worker. The master starts another. */
  killWorker(): Promise<Moment>;
  /** CPU time of master and workers since they started, in microseconds; null where it cannot be read. */
  cpuUs(): Promise<number | null>;
}

export interface Arm {
  readonly spec: ArmSpec;
  /** Base URL, through the balancer. */
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
  /** The version of the store. */
  readonly redisVersion: string;
  /** What runs as the store: `Redis`, `Valkey` or `KeyDB`. */
  readonly storeProgram: string;
  readonly dockerVersion: string | null;
  /** The hash of the nginx configuration. Reports with different hashes had different balancers. */
  readonly balancerConfigSha256: string;
}

export interface Stack {
  readonly driver: StackDriver;
  /** What this run writes, `.lab/<id>`. Only its owner can enter it, and the end of the run removes it. */
  readonly directory: string;
  readonly arms: ReadonlyMap<string, Arm>;
  readonly balancer: Balancer;
  /** By arm, for the arms that were started with `standby`. */
  readonly standbys: ReadonlyMap<string, Standby>;
  facts(): Promise<StackFacts>;
  /** The n-th load account, the same on every contender: `load-0`, `load-1`, … There is no upper limit. */
  loadAccount(index: number): LabAccount;
  /** An account that may change the roles of other accounts and revoke their credentials. */
  adminAccount(): LabAccount;
  /** With it the session contenders sign session IDs. */
  sessionSecret(): string;
  /** Ends every process of this stack and removes its files. Idempotent. A part that is already gone is no error. */
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly driver: StackDriver;
  readonly arms: readonly ArmSpec[];
  /** `free` takes any free ports. A number takes the ports from there on, and fails if one is taken. Default `free`. */
  readonly ports?: 'free' | number;
  /** Called with one line for each event that a user should see. Default: does nothing. */
  readonly log?: (line: string) => void;
}
