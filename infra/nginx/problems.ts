interface BalancerProblem {
  /** What the client sees. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** nginx' own number for it, where that is not the status. */
  readonly internal?: number;
}

/**
 * What nginx answers on its own account, as problem+json (RFC 9457) like every other error of the lab. The answers of
 * the replicas are left alone: `proxy_intercept_errors` is off.
 */
const problems: readonly BalancerProblem[] = [
  { status: 400, code: 'balancer_bad_request', title: 'nginx could not read the request' },
  {
    status: 400,
    code: 'balancer_headers_too_large',
    title: 'A header line is longer than nginx reads',
    internal: 494,
  },
  { status: 413, code: 'balancer_body_too_large', title: 'The body is larger than nginx takes' },
  { status: 414, code: 'balancer_uri_too_long', title: 'The address is longer than nginx reads' },
  { status: 502, code: 'balancer_no_replica', title: 'No replica could be reached' },
  { status: 504, code: 'balancer_replica_silent', title: 'The replica did not answer in time' },
];

export function renderProblems(): string {
  return problems.map(renderProblem).join('\n');
}

function renderProblem({ status, code, title, internal = status }: BalancerProblem): string {
  const body = JSON.stringify({ type: 'about:blank', title, status, code });
  return `    error_page ${internal} /balancer-problem/${code};
    location = /balancer-problem/${code} {
      internal;
      default_type application/problem+json;
      return ${status} '${body}';
    }`;
}
