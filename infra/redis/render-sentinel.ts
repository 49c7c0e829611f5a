/** One master that the sentinels watch. */
export interface WatchedMaster {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export interface SentinelPlan {
  readonly bind: string;
  readonly port: number;
  readonly directory: string;
  readonly masters: readonly WatchedMaster[];
}

/**
 * The whole sentinel.conf of one of three. Redis' defaults (30 s until a master counts as down, 180 s per attempt) would
 * make a trial of minutes. With 1.5 s a standby may also have been cut off for up to 15 s (ten times as long) and is
 * still promoted, which is the case that the lab shows.
 */
export function renderSentinel({ bind, port, directory, masters }: SentinelPlan): string {
  const watched = masters.map(
    ({ name, host, port: masterPort }) => `sentinel monitor ${name} ${host} ${masterPort} 2
sentinel down-after-milliseconds ${name} 1500
sentinel failover-timeout ${name} 5000
sentinel parallel-syncs ${name} 1
`,
  );
  return `# Rendered by infra/redis/render-sentinel.ts. Redis itself adds to it.
bind ${bind}
port ${port}
daemonize no
logfile ""
dir ${directory}
${watched.join('')}`;
}
