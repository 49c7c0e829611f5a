import {
  type ComposeArm,
  type ComposePlan,
  type ComposeReplica,
  type ComposeStandbys,
  inside,
} from './plan.ts';
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

/** The first replica says what all of its arm have in common; each of the others says in what it differs. */
export function renderReplicas(plan: ComposePlan, arm: ComposeArm): string {
  return arm.replicas
    .map((replica, index) => {
      const lines = index === 0 ? renderFirst(arm, replica) : renderOther(arm, replica);
      return [...lines, ...renderPlace(plan, replica)].join('\n');
    })
    .join('\n');
}

function renderFirst(
  { arm, program, environment, profiles }: ComposeArm,
  { name, store }: ComposeReplica,
): readonly string[] {
  const own = {
    ARM: arm,
    REPLICA: name,
    REDIS_URL: `redis://${store}`,
    ...environment,
  };
  return [
    `  ${name}: &${arm}`,
    '    <<: *replica',
    ...(profiles.length === 0 ? [] : [`    profiles: [${profiles.join(', ')}]`]),
    `    command: [node, ${program}]`,
    `    environment: &${arm}-environment`,
    '      <<: *environment',
    ...Object.entries(own).map(([variable, value]) => `      ${variable}: ${quoted(value)}`),
    `    volumes: ["${arm}-keys:/keys"]`,
  ];
}

function renderOther(
  { arm, replicas }: ComposeArm,
  { name, store }: ComposeReplica,
): readonly string[] {
  // With links each replica has a way to the store of its own.
  const ownStore = store === replicas[0]?.store ? '' : `, REDIS_URL: ${quoted(`redis://${store}`)}`;
  return [
    `  ${name}:`,
    `    <<: *${arm}`,
    `    environment: { <<: *${arm}-environment, REPLICA: ${name}${ownStore} }`,
  ];
}

function renderPlace({ network }: ComposePlan, { host, ports }: ComposeReplica): readonly string[] {
  const published =
    ports === null
      ? []
      : [
          `    ports: ["127.0.0.1:${ports.public}:${inside.replica}", "127.0.0.1:${ports.metrics}:${inside.metrics}"]`,
        ];
  return [...published, `    networks: { lab: { ipv4_address: "${network}.${host}" } }`];
}

/** Redis again, under another name or as a sentinel. What they do is said when all of them run: `../standby.ts`. */
export function renderStandbys(
  { network, scripts }: ComposePlan,
  { stores, sentinels, sentinelConfig }: ComposeStandbys,
): string[] {
  const place = ({ host, port }: { readonly host: number; readonly port: number }) =>
    `    ports: ["127.0.0.1:${port}:${inside.store}"]
    networks: { lab: { ipv4_address: "${network}.${host}" } }`;
  return [
    ...stores.map(
      (store) => `  ${store.arm}-store-2:
    <<: *store
${place(store)}`,
    ),
    ...sentinels.map(
      (sentinel) => `  ${sentinel.name}:
    <<: *store
    # A sentinel writes what it finds out into its configuration, so it gets a copy.
    command: [sh, -c, "cp /etc/sentinel.conf /tmp/ && exec redis-server /tmp/sentinel.conf --sentinel"]
    volumes: ["${scripts}:/lab:ro", "${sentinelConfig}:/etc/sentinel.conf:ro"]
${place(sentinel)}`,
    ),
  ];
}
