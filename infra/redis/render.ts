/** What Redis keeps when it is killed and started again. */
export type Persistence = 'nothing' | 'aof';

export interface StorePlan {
  readonly name: string;
  /** Address that Redis listens on. */
  readonly bind: string;
  readonly port: number;
  readonly directory: string;
  readonly persistence: Persistence;
}

/** The whole redis.conf of one store. */
export function renderRedis(plan: StorePlan): string {
  return `# Rendered by infra/redis/render.ts.
bind ${plan.bind}
port ${plan.port}
# Bound to an address of the lab alone; in a container that is not loopback, and the mode would refuse the replicas.
protected-mode ${plan.bind === '127.0.0.1' ? 'yes' : 'no'}
daemonize no
logfile ""
dir ${plan.directory}

# No snapshots. With them Redis also writes one on SIGTERM, and stopping would differ from being killed.
save ""
dbfilename ${plan.name}.rdb
appendonly ${plan.persistence === 'aof' ? 'yes' : 'no'}
appendfilename ${plan.name}.aof
appendfsync everysec

# Nothing is evicted: an evicted session is a sign-out, and an evicted denylist entry is a revoked token that works again.
maxmemory 0
maxmemory-policy noeviction

# A new Redis replica is served at once; the default waits five seconds for others.
repl-diskless-sync-delay 0
tcp-keepalive 60
timeout 0
`;
}
