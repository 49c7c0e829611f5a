/**
 * Every nginx setting that shapes behaviour, once. No setting keeps its default: defaults changed between Debian's 1.22
 * and current images (upstream keep-alive and HTTP/1.1 became defaults in 1.29.7), and the lab must break in the same
 * way on both. `render.ts` renders the settings, and every report prints them.
 */

/** Two workers, whatever the number of cores: one goes on serving while `Balancer.killWorker` kills the other. */
export const mainSettings = {
  worker_processes: '2',
} as const;

export const eventSettings = {
  worker_connections: '1024',
  multi_accept: 'off',
} as const;

/** Settings of the connections to clients. */
export const clientSettings = {
  // By default nginx closes a connection after 1000 requests. autocannon then loses count of its requests and reports
  // ever longer latencies without an error. So the balancer never closes a connection first.
  keepalive_requests: '1000000000',
  keepalive_time: '24h',
  keepalive_timeout: '1h',
  client_header_buffer_size: '1k',
  // A header line may have 8 KiB. nginx refuses a request whose cookie or token is larger. A replica takes as much for all
  // headers together (`maxHeaderSize`), so it refuses the same request where nginx is left out.
  large_client_header_buffers: '4 8k',
  // Larger than the apps' own limit, so that the app refuses an oversized body and not nginx.
  client_max_body_size: '1m',
  client_body_buffer_size: '64k',
  client_header_timeout: '10s',
  client_body_timeout: '10s',
  send_timeout: '10s',
  tcp_nodelay: 'on',
  sendfile: 'off',
  gzip: 'off',
  server_tokens: 'off',
  map_hash_bucket_size: '128',
} as const;

/** Settings of an upstream: how it keeps idle connections to the replicas. */
export const upstreamSettings = {
  // The workers share their state in memory. Without it each worker has a round robin of its own and has to find out
  // alone that a replica is dead.
  zone: '128k',
  keepalive: '64',
  keepalive_requests: '1000000000',
  keepalive_time: '24h',
  // Shorter than the replicas' timeout (120 s), so nginx, which sends the requests, closes an idle connection first. A
  // request then never meets a connection that the replica is closing, and nginx leaves a draining replica within 2 s.
  keepalive_timeout: '2s',
} as const;

/** Settings of one server in an upstream: when nginx takes it out of rotation, and for how long. */
export const serverSettings = {
  max_fails: '1',
  fail_timeout: '2s',
} as const;

/** Settings of the requests to replicas. */
export const proxySettings = {
  proxy_http_version: '1.1',
  proxy_connect_timeout: '500ms',
  proxy_send_timeout: '2s',
  // Well above the apps' limit for a Redis command (250 ms): a slow store must not look like a dead replica.
  proxy_read_timeout: '2s',
  // Never http_500 or http_503: with Redis down every replica answers 503. nginx would then take all of them out of
  // rotation, and the routes that need no Redis would fail too. Not non_idempotent: nginx must not send a POST twice.
  proxy_next_upstream: 'error timeout',
  proxy_next_upstream_tries: '2',
  proxy_next_upstream_timeout: '3s',
  proxy_buffering: 'on',
  proxy_request_buffering: 'on',
  // Large enough for the response headers of the size sweep. The default is one memory page.
  proxy_buffer_size: '32k',
  proxy_buffers: '8 32k',
  proxy_busy_buffers_size: '64k',
  proxy_max_temp_file_size: '0',
  proxy_socket_keepalive: 'off',
  // Only the locations of `shared-cache.ts` keep answers.
  proxy_cache: 'off',
} as const;

/** Where the shared caches keep answers, and how many. nginx needs no second directory for an answer that arrives. */
export const cacheZone = {
  levels: '1:2',
  keys_zone: 'shared:1m',
  max_size: '16m',
  inactive: '10m',
  use_temp_path: 'off',
} as const;

/** Settings of every shared cache. Where `proxy_cache` is off they have no effect. */
export const sharedCache = {
  // The arm, and the path with the name of the cache: no cache gives out what another one has kept.
  proxy_cache_key: '$server_name$request_uri',
  proxy_cache_methods: 'GET HEAD',
  proxy_cache_convert_head: 'on',
  proxy_cache_min_uses: '1',
  // An answer that is too old is asked for again with its ETag.
  proxy_cache_revalidate: 'on',
  proxy_cache_use_stale: 'off',
  proxy_cache_background_update: 'off',
  proxy_cache_lock: 'off',
} as const;

/** Settings of the cache that obeys. How long it keeps an answer, the answer alone says. */
export const heedfulCache = {
  proxy_cache: 'shared',
  proxy_no_cache: '$not_kept',
} as const;

/** Settings of the cache that obeys no Cache-Control. It still keeps no answer that sets a cookie. */
export const heedlessCache = {
  proxy_cache: 'shared',
  proxy_ignore_headers: 'Cache-Control Expires',
  proxy_cache_valid: '200 60s',
} as const;

/**
 * nginx writes the access log in batches. One write per request would be a system call that burdens the contenders
 * unevenly. A test that reads the log waits for `flush`, or calls `Balancer.reload`, which writes the rest at once.
 */
export const accessLogSettings = {
  buffer: '64k',
  flush: '1s',
} as const;

/** All settings in one flat record, as `Balancer.settings` shows them. */
export const balancerSettings: Readonly<Record<string, string>> = {
  ...mainSettings,
  ...eventSettings,
  ...clientSettings,
  ...prefixed('upstream', upstreamSettings),
  ...prefixed('server', serverSettings),
  ...proxySettings,
  ...prefixed('proxy_cache_path', cacheZone),
  ...sharedCache,
  ...prefixed('cached', heedfulCache),
  ...prefixed('wrongly-cached', heedlessCache),
  ...prefixed('access_log', accessLogSettings),
};

function prefixed(
  context: string,
  settings: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`${context} ${name}`, value]),
  );
}

/** `name value;`, one per line. */
export function directives(indent: string, settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${indent}${name} ${value};`)
    .join('\n');
}

/** `name=value name=value`, as the parameters of one directive. */
export function parameters(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
