/** What Redis still has after it was killed and started again. */
export type Persistence = 'nothing' | 'aof';

export interface StorePlan {
  readonly name: string;
  /** The address that Redis listens on. */
  readonly bind: string;
  readonly port: number;
  readonly directory: string;
  readonly persistence: Persistence;
  /** The file then holds a secret. Null: Redis gets its password elsewhere. */
  readonly password: string | null;
}

/** The whole redis.conf of one store. */
export function renderRedis(plan: StorePlan): string {
  return `# Rendered by infra/redis/render.ts.
bind ${plan.bind}
port ${plan.port}
# Only the lab reaches this address. In a container it is not loopback, and protected mode would refuse the replicas.
protected-mode ${plan.bind === '127.0.0.1' ? 'yes' : 'no'}
${plan.password === null ? '' : `requirepass ${plan.password}\n`}daemonize no
logfile ""
dir ${plan.directory}

# No snapshots: with them Redis also writes one on SIGTERM, and a stop would differ from a kill.
save ""
dbfilename ${plan.name}.rdb
appendonly ${plan.persistence === 'aof' ? 'yes' : 'no'}
appendfilename ${plan.name}.aof
appendfsync everysec

# No eviction: an evicted session signs its user out, and an evicted denylist entry lets a revoked token work again.
maxmemory 0
maxmemory-policy noeviction

# Redis serves a new Redis replica at once. By default it waits five seconds for others.
repl-diskless-sync-delay 0
tcp-keepalive 60
timeout 0
`;
}

export interface SentinelPlan {
  readonly bind: string;
  readonly port: number;
  readonly directory: string;
}

/** The whole sentinel.conf of one sentinel. `../stack/standby.ts` tells it later which masters to watch. */
export function renderSentinel({ bind, port, directory }: SentinelPlan): string {
  return `# Rendered by infra/redis/render.ts. Redis itself adds to it.
bind ${bind}
port ${port}
daemonize no
logfile ""
dir ${directory}
`;
}

/** Two of the three sentinels must agree that a master is down. */
export const sentinelQuorum = 2;

/**
 * Settings of each watched master. With Redis' defaults (30 s until a master counts as down, 180 s per attempt) a trial
 * would take minutes. With 1.5 s a standby that was cut off for up to 15 s, ten times as long, may still be promoted.
 * That is the case that the lab shows.
 */
export const sentinelSettings: Readonly<Record<string, string>> = {
  'down-after-milliseconds': '1500',
  'failover-timeout': '5000',
  'parallel-syncs': '1',
};
