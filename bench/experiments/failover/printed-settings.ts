/** Names in `Balancer.settings` that several faults print beside their advice: when nginx gives up on a replica. */
export const ejection = ['server max_fails', 'server fail_timeout'];

/** Names in `Balancer.settings`: when nginx asks another replica. */
export const retry = [
  'proxy_next_upstream',
  'proxy_next_upstream_tries',
  'proxy_next_upstream_timeout',
];

/** The limits that the apps put on a command to Redis, with their values. */
export const redisBudget: Readonly<Record<string, string>> = {
  'app: Redis commandTimeout': '250 ms',
  'app: Redis socketTimeout': '1000 ms',
  'app: Redis maxRetriesPerRequest': '0',
  'app: Redis enableOfflineQueue': 'false',
};
