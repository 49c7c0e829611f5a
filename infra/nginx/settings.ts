/**
 * Every nginx setting that shapes behaviour, once. Nothing is left to a default: defaults changed between Debian's 1.22
 * and current images (upstream keep-alive and HTTP/1.1 became defaults in 1.29.7), and the lab must break in the same
 * way on both. Rendered by `render.ts`, printed in every report.
 */

/** Two workers on every machine: with one, a replica's failure would be known everywhere at once. */
export const mainSettings = {
  worker_processes: '2',
} as const;

export const eventSettings = {
  worker_connections: '1024',
  multi_accept: 'off',
} as const;

/** Towards the client. */
export const clientSettings = {
  // nginx closes a connection after so many requests (1000 by default), and autocannon then loses count of its
  // requests and reports ever longer latencies without an error. So the balancer never closes first.
  keepalive_requests: '1000000000',
  keepalive_time: '24h',
  keepalive_timeout: '1h',
  client_header_buffer_size: '1k',
  // One header line may have 8 kB, so a bigger cookie or token ends here.
  large_client_header_buffers: '4 8k',
  // Larger than what the apps accept: an oversized body is the app's to refuse.
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

/** Of an upstream: how its idle connections are kept. */
export const upstreamSettings = {
  // State in shared memory: without it each worker has its own round robin and learns of a dead replica on its own.
  zone: '128k',
  keepalive: '64',
  keepalive_requests: '1000000000',
  keepalive_time: '24h',
  // Shorter than the replicas' (65 s): a connection is closed by the side that would otherwise write to it, so no
  // request meets a connection that is just being closed. And a replica that drains is left within two seconds.
  keepalive_timeout: '2s',
} as const;

/** Of one server in an upstream: when it is taken out of rotation, and for how long. */
export const serverSettings = {
  max_fails: '1',
  fail_timeout: '2s',
} as const;

/** Towards the replica. */
export const proxySettings = {
  proxy_http_version: '1.1',
  proxy_connect_timeout: '500ms',
  proxy_send_timeout: '2s',
  // Well above the apps' budget for Redis (250 ms): a slow store must not look like a dead replica.
  proxy_read_timeout: '2s',
  // Never http_500 or http_503: with Redis down every replica answers 503, and nginx would take all of them out of
  // rotation, together with the routes that need no Redis. Not non_idempotent: a POST is not sent twice.
  proxy_next_upstream: 'error timeout',
  proxy_next_upstream_tries: '2',
  proxy_next_upstream_timeout: '3s',
  proxy_buffering: 'on',
  proxy_request_buffering: 'on',
  // Room for the response headers of the size sweep; the default is one memory page.
  proxy_buffer_size: '32k',
  proxy_buffers: '8 32k',
  proxy_busy_buffers_size: '64k',
  proxy_max_temp_file_size: '0',
  proxy_socket_keepalive: 'off',
  // GET /catalog could be cached here. It is not: what a credential does to a shared cache is a lesson of its own.
  proxy_cache: 'off',
} as const;

/**
 * The access log is written in batches: one write per request would be a system call that the contenders share
 * unevenly. A reader waits for `flush`, or for `Balancer.reload`, which writes what is left.
 */
export const accessLogSettings = {
  buffer: '64k',
  flush: '1s',
} as const;

/** All of them, flat, as `Balancer.settings` shows them. */
export const balancerSettings: Readonly<Record<string, string>> = {
  ...mainSettings,
  ...eventSettings,
  ...clientSettings,
  ...prefixed('upstream', upstreamSettings),
  ...prefixed('server', serverSettings),
  ...proxySettings,
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
