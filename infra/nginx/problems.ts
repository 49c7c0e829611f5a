/**
 * What nginx answers on its own account, as problem+json (RFC 9457) like every other error of the lab. `error_page`
 * leaves the answers of the replicas alone: `proxy_intercept_errors` is off.
 */
const problems = [
  // 494 is nginx' own number for a header line over the limit; the client sees 400.
  {
    status: 400,
    also: ' 494',
    code: 'balancer_bad_request',
    title: 'nginx could not read this request',
  },
  {
    status: 413,
    code: 'balancer_body_too_large',
    title: 'The body is larger than nginx passes on',
  },
  {
    status: 414,
    code: 'balancer_uri_too_long',
    title: 'The request line is longer than nginx reads',
  },
  { status: 502, also: '', code: 'balancer_no_replica', title: 'No replica could be reached' },
  {
    status: 504,
    also: '',
    code: 'balancer_replica_silent',
    title: 'The replica did not answer in time',
  },
] as const;

export function renderProblems(): string {
  return problems
    .map(({ status, also, code, title }) => {
      const body = JSON.stringify({ type: 'about:blank', title, status, code });
      return `    error_page ${status}${also} /balancer-problem/${status};
    location = /balancer-problem/${status} {
      internal;
      default_type application/problem+json;
      return ${status} '${body}';
    }`;
    })
    .join('\n');
}
