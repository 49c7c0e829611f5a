import { type BalancedArm, type BalancerPlan, combinedLogPath } from './plan.ts';
import {
  accessLogSettings,
  clientSettings,
  directives,
  eventSettings,
  mainSettings,
  parameters,
  proxySettings,
} from './settings.ts';
import { renderCaches, renderCacheZone } from './shared-cache.ts';
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
  # What nginx says of a request at lower levels holds its whole first line, the query included. The access log has the
  # same facts: which replicas were asked, with what result.
  error_log stderr crit;
${renderPaths(plan)}

  # Which replicas were asked, with what result, and how long each took: a list in ua, us and ut is a retry.
  # rl and bs are bytes from and to the client, ubs and ubr bytes to and from the replica.
  log_format lab escape=json
    '{"t":$msec,"pid":$pid,"arm":"$server_name","m":"$request_method","u":"$request_path","s":$status,'
    '"rt":$request_time,"ua":"$upstream_addr","us":"$upstream_status","ut":"$upstream_response_time",'
    '"uc":"$upstream_connect_time","rl":$request_length,"bs":$bytes_sent,"ubs":"$upstream_bytes_sent",'
    '"ubr":"$upstream_bytes_received","id":"$lab_request_id"}';
  access_log ${plan.accessLogPath} lab ${parameters(accessLogSettings)};${plan.logsCombined ? renderCombinedLog(plan) : ''}

${directives('  ', clientSettings)}

${directives('  ', proxySettings)}

  # An empty Connection keeps the connection to the replica open for the next request.
  proxy_set_header Connection "";
  # A request of HTTP/1.0 or 0.9 may have no Host. One of HTTP/1.1, which the replica gets, must have it.
  proxy_set_header Host $lab_host;
  map $http_host $lab_host {
    "" $host;
    default $http_host;
  }
  # The log holds the path and never the query, in which somebody may have put a credential.
  map $request_uri $request_path {
    ~^(?<path_of_request>[^?]*) $path_of_request;
  }
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Request-Id $lab_request_id;
  map $http_x_request_id $lab_request_id {
    "" $request_id;
    default $http_x_request_id;
  }

${renderCacheZone(plan.directory)}

${plan.arms.map(renderArm).join('\n\n')}
}
`;
}

/** `combined` is the format that nginx uses where its configuration names none. A reader waits for the line: no buffer. */
function renderCombinedLog(plan: BalancerPlan): string {
  return `\n  access_log ${combinedLogPath(plan)} combined;`;
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
${upstreamHeaders('    ')}${cookie}
    location / {
      proxy_pass http://${pool};
    }
    # Answered by nginx alone: how fast the load generator could be if the replicas cost nothing.
    location = /balancer-ceiling {
      return 204;
    }
${renderCaches()}
${problems.map(renderProblem).join('\n')}
  }`;
}

/** Which replicas were asked. A location with headers of its own inherits none, so it repeats these. */
function upstreamHeaders(indent: string): string {
  return `${indent}add_header X-Upstream $upstream_addr always;
${indent}add_header X-Upstream-Status $upstream_status always;`;
}

interface BalancerProblem {
  /** The status that the client sees. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /**
   * nginx' own number of the error, where the client sees another. 501 and 505 would tell the client of an outage, where
   * its own request is at fault.
   */
  readonly internal?: number;
}

/**
 * The errors that nginx answers itself, as problem+json (RFC 9457) like every other error of the lab. The answers of
 * the replicas pass unchanged: `proxy_intercept_errors` is off. nginx sends no answer to a client that takes too long
 * to send its headers or its body; it closes the connection, and no setting changes that. 421 and 495 to 497 belong to
 * TLS, and 503 to limits, which this nginx does not have.
 */
const problems: readonly BalancerProblem[] = [
  { status: 400, code: 'balancer_bad_request', title: 'nginx could not read the request' },
  {
    status: 400,
    code: 'balancer_headers_too_large',
    title: 'A header line is longer than nginx reads',
    internal: 494,
  },
  // An address of this list itself: a client may not ask for it.
  { status: 404, code: 'balancer_not_found', title: 'nginx has no such address' },
  { status: 405, code: 'balancer_method_not_allowed', title: 'nginx does not pass this method on' },
  { status: 413, code: 'balancer_body_too_large', title: 'The body is larger than nginx takes' },
  { status: 414, code: 'balancer_uri_too_long', title: 'The address is longer than nginx reads' },
  { status: 500, code: 'balancer_fault', title: 'Something broke in nginx' },
  {
    status: 400,
    internal: 501,
    code: 'balancer_transfer_encoding_unsupported',
    title: 'The only transfer encoding that nginx reads is chunked',
  },
  { status: 502, code: 'balancer_no_replica', title: 'No replica could be reached' },
  { status: 504, code: 'balancer_replica_silent', title: 'The replica did not answer in time' },
  {
    status: 400,
    internal: 505,
    code: 'balancer_http_version_unsupported',
    title: 'nginx speaks HTTP/1.1 and HTTP/1.0',
  },
];

function renderProblem({ status, code, title, internal = status }: BalancerProblem): string {
  const body = JSON.stringify({ type: `urn:lab:problem:${code}`, title, status, code });
  const shown = internal === status ? '' : ` =${status}`;
  return `    error_page ${internal}${shown} /balancer-problem/${code};
    location = /balancer-problem/${code} {
      internal;
${upstreamHeaders('      ')}
      add_header Cache-Control no-store always;
      default_type application/problem+json;
      return ${status} '${body}';
    }`;
}
