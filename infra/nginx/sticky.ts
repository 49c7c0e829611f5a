import type { BalancedArm } from './plan.ts';
import { renderUpstream } from './upstream.ts';

/**
 * Stickiness with what nginx 1.22 has (`sticky` came in 1.29.6): the answer of a replica sets a cookie with its name,
 * and the cookie chooses an upstream in which that replica is the only one that is not a backup. Hashing the session
 * cookie does not work: it is issued by a replica that was chosen before the cookie existed.
 */
export function renderStickyUpstreams(arm: BalancedArm): readonly string[] {
  return arm.replicas.map((pinned) => {
    const backups = arm.replicas
      .filter((replica) => replica !== pinned)
      .map(({ address }) => ({ address, backup: true }));
    return renderUpstream(only(pinned.name), [
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

/** The variable that holds the upstream of a request. */
export function stickyPool(arm: string): string {
  return `$pool_${underscored(arm)}`;
}

/** One cookie per arm: arms are ports of one host, and cookies do not know ports (RFC 6265 section 8.5). */
function routeCookie(arm: string): string {
  return `route_${underscored(arm)}`;
}

function only(replica: string): string {
  return `only-${replica}`;
}

/** The names of nginx' variables have no hyphen. */
function underscored(arm: string): string {
  return arm.replaceAll('-', '_');
}
