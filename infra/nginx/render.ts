import type { BalancedArm, BalancerPlan } from './plan.ts';
import {
  accessLogSettings,
  clientSettings,
  directives,
  eventSettings,
  mainSettings,
  parameters,
  proxySettings,
} from './settings.ts';
import {
  renderStickyMaps,
  renderStickyUpstreams,
  renderUpstream,
  stickyPool,
} from './upstreams.ts';

/** The whole nginx.conf. Every setting comes from `settings.ts`. */
export function renderNginx(plan: BalancerPlan): string {
  return `# Rendered by infra/nginx/render.ts. Change infra/nginx/settings.ts, not this file.
daemon off;
pid ${plan.directory}/nginx.pid;
error_log stderr warn;
${plan.user === null ? '' : `user ${plan.user};\n`}${directives('', mainSettings)}

events {
${directives('  ', eventSettings)}
}

http {
${renderPaths(plan)}

  # Which replicas were asked, with what result, and how long each took: a list in ua, us and ut is a retry.
  # rl and bs are bytes from and to the client, ubs and ubr bytes to and from the replica.
  log_format lab escape=json
    '{"t":$msec,"pid":$pid,"arm":"$server_name","m":"$request_method","u":"$request_uri","s":$status,'
    '"rt":$request_time,"ua":"$upstream_addr","us":"$upstream_status","ut":"$upstream_response_time",'
    '"uc":"$upstream_connect_time","rl":$request_length,"bs":$bytes_sent,"ubs":"$upstream_bytes_sent",'
    '"ubr":"$upstream_bytes_received","id":"$lab_request_id"}';
  access_log ${plan.accessLogPath} lab ${parameters(accessLogSettings)};

${directives('  ', clientSettings)}

${directives('  ', proxySettings)}

  # An empty Connection keeps the connection to the replica open for the next request.
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Request-Id $lab_request_id;
  map $http_x_request_id $lab_request_id {
    "" $request_id;
    default $http_x_request_id;
  }

${plan.arms.map(renderArm).join('\n\n')}
}
`;
}

/** nginx writes all its files into the lab's directory: it has no rights to the directories of the system. */
function renderPaths(plan: BalancerPlan): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return kinds.map((kind) => `  ${kind}_temp_path ${plan.directory}/${kind}-temp;`).join('\n');
}

function renderArm(arm: BalancedArm): string {
  const sticky = arm.sticky ? [...renderStickyUpstreams(arm), renderStickyMaps(arm)] : [];
  return [renderUpstream(arm), ...sticky, renderServer(arm)].join('\n');
}

function renderServer(arm: BalancedArm): string {
  const pool = arm.sticky ? stickyPool(arm.arm) : arm.arm;
  const cookie = arm.sticky ? `\n    add_header Set-Cookie ${pool}_cookie always;` : '';
  return `  server {
    listen ${arm.listen};
    server_name ${arm.arm};
    add_header X-Upstream $upstream_addr always;
    add_header X-Upstream-Status $upstream_status always;${cookie}
    location / {
      proxy_pass http://${pool};
    }
    # Answered by nginx alone: how fast the load generator could be if the replicas cost nothing.
    location = /balancer-ceiling {
      return 204;
    }
${problems.map(renderProblem).join('\n')}
  }`;
}

interface BalancerProblem {
  /** The status that the client sees. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** nginx' internal number of the error, where it is not the status. */
  readonly internal?: number;
}

/**
 * The errors that nginx answers itself, as problem+json (RFC 9457) like every other error of the lab. The answers of
 * the replicas pass unchanged: `proxy_intercept_errors` is off.
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

function renderProblem({ status, code, title, internal = status }: BalancerProblem): string {
  const body = JSON.stringify({ type: 'about:blank', title, status, code });
  return `    error_page ${internal} /balancer-problem/${code};
    location = /balancer-problem/${code} {
      internal;
      default_type application/problem+json;
      return ${status} '${body}';
    }`;
}
