export interface SentinelPlan {
  readonly bind: string;
  readonly port: number;
  readonly directory: string;
}

/** The whole sentinel.conf of one of three. Which masters it watches it is told when they are there: `sentinelSettings`. */
export function renderSentinel({ bind, port, directory }: SentinelPlan): string {
  return `# Rendered by infra/redis/render-sentinel.ts. Redis itself adds to it.
bind ${bind}
port ${port}
daemonize no
logfile ""
dir ${directory}
`;
}

/** Sentinels that must agree that a master is down, of three. */
export const sentinelQuorum = 2;

/**
 * Of each watched master. Redis' defaults (30 s until it counts as down, 180 s per attempt) would make a trial of
 * minutes. With 1.5 s a standby may also have been cut off for up to 15 s (ten times as long) and is still promoted,
 * which is the case that the lab shows.
 */
export const sentinelSettings: Readonly<Record<string, string>> = {
  'down-after-milliseconds': '1500',
  'failover-timeout': '5000',
  'parallel-syncs': '1',
};
