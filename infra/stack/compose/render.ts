import { type ComposeArm, type ComposePlan, inside } from './plan.ts';
import { renderReplicas } from './render-replicas.ts';
import { renderStandbys } from './render-standbys.ts';
import { quoted, renderShared } from './shared.ts';

/** docker-compose.yml, and what the compose driver starts: one text but for what the plan says. */
export function renderCompose(plan: ComposePlan): string {
  const services = [
    renderBalancer(plan),
    ...plan.arms.map((arm) => `${renderStore(plan, arm)}\n${renderReplicas(plan, arm)}`),
    ...(plan.links === null ? [] : [renderLinks(plan, plan.links)]),
    ...(plan.standbys === null ? [] : renderStandbys(plan, plan.standbys)),
  ];
  return `${plan.header}
${renderShared(plan)}
services:
${services.join('\n\n')}

networks:
  lab:
    ipam: { config: [{ subnet: "${plan.network}.0/24" }] }

# The signing keys of a contender, shared by its replicas and kept when they are replaced.
volumes:
${plan.arms.map(({ arm }) => `  ${arm}-keys:`).join('\n')}
`;
}

function renderBalancer(plan: ComposePlan): string {
  const { arms, network, balancerConfig, logDirectory } = plan;
  const replicas = arms.flatMap((arm) => arm.replicas);
  const logs = logDirectory === null ? '' : `, "${logDirectory}:/logs"`;
  return `  balancer:
    <<: *balancer
    volumes: ["${plan.scripts}:/lab:ro", "${balancerConfig}:/etc/nginx/nginx.conf:ro"${logs}]
    networks: { lab: { ipv4_address: "${network}.2" } }
    ports:
${arms.map(({ balancer }) => `      - "${balancer.published}:${balancer.port}"`).join('\n')}
    # nginx reads names once, at its start, and does not start when it cannot find one. So every replica has a fixed
    # address, known here whether it runs or not.
    extra_hosts:
${replicas.map(({ name, host }) => `      - "${name}:${network}.${host}"`).join('\n')}`;
}

function renderStore(plan: ComposePlan, { arm, store, profiles }: ComposeArm): string {
  const lines = [
    `  ${arm}-store:`,
    '    <<: *store',
    ...(profiles.length === 0 ? [] : [`    profiles: [${profiles.join(', ')}]`]),
    ...(store.config === null
      ? []
      : [`    volumes: ["${plan.scripts}:/lab:ro", "${store.config}:/etc/redis.conf:ro"]`]),
    ...(store.port === null ? [] : [`    ports: ["127.0.0.1:${store.port}:${inside.store}"]`]),
    `    networks: { lab: { ipv4_address: "${plan.network}.${store.host}" } }`,
  ];
  return lines.join('\n');
}

function renderLinks(
  { network }: ComposePlan,
  { host, argument, published }: NonNullable<ComposePlan['links']>,
): string {
  return `  links:
    <<: *replica
    command: [node, infra/stack/link/main.ts, ${quoted(argument)}]
    ports: [${published.map((port) => `"${port}"`).join(', ')}]
    networks: { lab: { ipv4_address: "${network}.${host}" } }`;
}
