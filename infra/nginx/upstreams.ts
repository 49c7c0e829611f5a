import type { BalancedArm } from './plan.ts';
import { directives, parameters, serverSettings, upstreamSettings } from './settings.ts';

interface UpstreamServer {
  /** `host:port`. */
  readonly address: string;
  /** nginx asks a backup only when it can ask no other server of the upstream. */
  readonly backup: boolean;
}

/** The upstream of an arm: all its replicas, in turn. */
export function renderUpstream({ arm, replicas }: BalancedArm): string {
  return renderServers(
    arm,
    replicas.map(({ address }) => ({ address, backup: false })),
  );
}

/**
 * Sticky routing with what nginx 1.22 has (the directive `sticky` came in 1.29.6). The answer of a replica sets a
 * cookie with its name, and the cookie chooses an upstream in which every other replica is a backup. Hashing the
 * session cookie would not work: a replica issues that cookie after nginx has chosen the replica.
 */
export function renderStickyUpstreams({ replicas }: BalancedArm): readonly string[] {
  return replicas.map((pinned) => {
    const backups = replicas
      .filter((replica) => replica !== pinned)
      .map(({ address }) => ({ address, backup: true }));
    return renderServers(only(pinned.name), [
      { address: pinned.address, backup: false },
      ...backups,
    ]);
  });
}

export function renderStickyMaps(arm: BalancedArm): string {
  const cookie = routeCookie(arm.arm);
  const pool = stickyPool(arm.arm);
  const names = arm.replicas.map(({ name }) => name);
  return `  map $cookie_${cookie} ${pool} {
    default ${arm.arm};
${names.map((name) => `    ${name} ${only(name)};`).join('\n')}
  }
  # The cookie is set only when another replica answered than it names: the first time, and after that one's death.
  map "$cookie_${cookie}/$upstream_http_x_replica" ${pool}_cookie {
    default "${cookie}=$upstream_http_x_replica; Path=/; HttpOnly; SameSite=Lax";
    ~/$ "";
${names.map((name) => `    ${name}/${name} "";`).join('\n')}
  }`;
}

/** The nginx variable that holds the name of the upstream for a request. */
export function stickyPool(arm: string): string {
  return `$pool_${underscored(arm)}`;
}

function renderServers(name: string, servers: readonly UpstreamServer[]): string {
  const { zone, ...keepalive } = upstreamSettings;
  const lines = servers.map(
    ({ address, backup }) =>
      `    server ${address} ${parameters(serverSettings)}${backup ? ' backup' : ''};`,
  );
  return `  upstream ${name} {
    zone ${name} ${zone};
${lines.join('\n')}
${directives('    ', keepalive)}
  }`;
}

/** One cookie per arm: arms are ports of one host, and a cookie is sent to every port (RFC 6265 section 8.5). */
function routeCookie(arm: string): string {
  return `route_${underscored(arm)}`;
}

function only(replica: string): string {
  return `only-${replica}`;
}

/** nginx allows no hyphen in the name of a variable. */
function underscored(arm: string): string {
  return arm.replaceAll('-', '_');
}
