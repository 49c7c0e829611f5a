import { secretsOfApp } from '../replica-environment.ts';
import { linksService } from './links.ts';
import {
  type ComposeArm,
  type ComposePlan,
  type ComposeReplica,
  type ComposeStandbys,
  inside,
} from './plan.ts';
import { quoted, renderShared } from './shared.ts';

const keysFile = '/keys/keys.json';
/** Last number of the balancer's address in each network. */
const balancerHost = 2;

/** docker-compose.yml, and what the compose driver starts: one text but for what the plan says. */
export function renderCompose(plan: ComposePlan): string {
  const services = [
    renderBalancer(plan),
    ...plan.arms.map((arm) =>
      [renderStore(plan, arm), ...renderLinks(arm), renderReplicas(plan, arm)].join('\n'),
    ),
    ...(plan.standbys === null ? [] : renderStandbys(plan, plan.standbys)),
  ];
  return `${plan.header}
${renderShared(plan)}
services:
${services.join('\n\n')}

# An arm has a network of its own, in which its replicas reach their Redis and no other.
networks:
${plan.arms.map(({ arm, network }) => `  ${arm}: { ipam: { config: [{ subnet: "${network}.0/24" }] } }`).join('\n')}
${renderVolumes(plan)}`;
}

function renderVolumes({ arms }: ComposePlan): string {
  const withKeys = arms.filter(hasKeys);
  if (withKeys.length === 0) return '';
  return `
# The signing keys of a contender, shared by its replicas and kept when they are replaced.
volumes:
${withKeys.map(({ arm }) => `  ${arm}-keys:`).join('\n')}
`;
}

function hasKeys({ contender }: ComposeArm): boolean {
  return 'KEYS_FILE' in secretsOfApp(contender, { session: '', keysFile });
}

/** The place of a part in the networks of these arms. */
function renderNetworks(arms: readonly ComposeArm[], host: number): string {
  const [only, ...others] = arms.map(
    ({ arm, network }) => `${arm}: { ipv4_address: "${network}.${host}" }`,
  );
  if (others.length === 0) return `    networks: { ${only} }`;
  return `    networks:\n      ${[only, ...others].join('\n      ')}`;
}

function renderBalancer(plan: ComposePlan): string {
  const { arms, balancerConfig, logDirectory } = plan;
  const replicas = arms.flatMap(({ network, replicas }) =>
    replicas.map(({ name, host }) => `      - "${name}:${network}.${host}"`),
  );
  const logs = logDirectory === null ? '' : `, "${logDirectory}:/logs"`;
  return `  balancer:
    <<: *balancer
    volumes: ["${plan.scripts}:/lab:ro", "${balancerConfig}:/etc/nginx/nginx.conf:ro"${logs}]
${renderNetworks(arms, balancerHost)}
    ports:
${arms.map(({ balancer }) => `      - "${balancer.published}:${balancer.port}"`).join('\n')}
    # nginx reads names once, at its start, and does not start when it cannot find one. So every replica has a fixed
    # address, known here whether it runs or not.
    extra_hosts:
${replicas.join('\n')}`;
}

function renderStore(plan: ComposePlan, composeArm: ComposeArm): string {
  const { arm, store, profiles } = composeArm;
  const lines = [
    `  ${arm}-store:`,
    '    <<: *store',
    ...(profiles.length === 0 ? [] : [`    profiles: [${profiles.join(', ')}]`]),
    ...(store.config === null
      ? []
      : [`    volumes: ["${plan.scripts}:/lab:ro", "${store.config}:/etc/redis.conf:ro"]`]),
    ...(store.port === null ? [] : [`    ports: ["127.0.0.1:${store.port}:${inside.store}"]`]),
    renderPassword(composeArm),
    renderNetworks([composeArm], store.host),
  ];
  return lines.join('\n');
}

function renderPassword({ password }: ComposeArm): string {
  return `    environment: { REDIS_PASSWORD: '${password}' }`;
}

function renderLinks(composeArm: ComposeArm): readonly string[] {
  const { arm, links } = composeArm;
  if (links === null) return [];
  return [
    `  ${linksService(arm)}:`,
    '    <<: *replica',
    `    command: [node, infra/stack/link/main.ts, ${quoted(links.argument)}]`,
    `    ports: [${links.published.map((port) => `"${port}"`).join(', ')}]`,
    renderNetworks([composeArm], links.host),
  ];
}

/** The first replica says what all of its arm have in common; each of the others says in what it differs. */
export function renderReplicas(plan: ComposePlan, arm: ComposeArm): string {
  return arm.replicas
    .map((replica, index) => {
      const lines = index === 0 ? renderFirst(plan, arm, replica) : renderOther(arm, replica);
      return [...lines, ...renderPlace(arm, replica)].join('\n');
    })
    .join('\n');
}

function renderFirst(
  { secrets }: ComposePlan,
  composeArm: ComposeArm,
  { name, store }: ComposeReplica,
): readonly string[] {
  const { arm, contender, program, environment, profiles } = composeArm;
  const own = { ARM: arm, REPLICA: name, ...environment };
  const ofApp = secretsOfApp(contender, { session: secrets.session, keysFile });
  return [
    `  ${name}: &${arm}`,
    '    <<: *replica',
    ...(profiles.length === 0 ? [] : [`    profiles: [${profiles.join(', ')}]`]),
    `    command: [node, ${program}]`,
    `    environment: &${arm}-environment`,
    '      <<: *environment',
    `      REDIS_URL: ${storeUrl(composeArm, store)}`,
    ...Object.entries(ofApp).map(([variable, value]) => `      ${variable}: ${value}`),
    ...Object.entries(own).map(([variable, value]) => `      ${variable}: ${quoted(value)}`),
    ...(hasKeys(composeArm) ? [`    volumes: ["${arm}-keys:/keys"]`] : []),
  ];
}

/** Compose fills in the password, so the dollar sign in front of it stays single. */
function storeUrl({ password }: ComposeArm, store: string): string {
  return `'redis://:${password}@${store}'`;
}

function renderOther(composeArm: ComposeArm, { name, store }: ComposeReplica): readonly string[] {
  const { arm, replicas } = composeArm;
  // With links each replica has a way to the store of its own.
  const ownStore =
    store === replicas[0]?.store ? '' : `, REDIS_URL: ${storeUrl(composeArm, store)}`;
  return [
    `  ${name}:`,
    `    <<: *${arm}`,
    `    environment: { <<: *${arm}-environment, REPLICA: ${name}${ownStore} }`,
  ];
}

function renderPlace(arm: ComposeArm, { host, ports }: ComposeReplica): readonly string[] {
  const published =
    ports === null
      ? []
      : [
          `    ports: ["127.0.0.1:${ports.public}:${inside.replica}", "127.0.0.1:${ports.metrics}:${inside.metrics}"]`,
        ];
  return [...published, renderNetworks([arm], host)];
}

/** Redis again, under another name or as a sentinel. What they do is said when all of them run: `../standby.ts`. */
export function renderStandbys(
  { arms, scripts }: ComposePlan,
  { stores, sentinels, sentinelConfig }: ComposeStandbys,
): string[] {
  const doubled = arms.filter(({ arm }) => stores.some((store) => store.arm === arm));
  const publish = (port: number) => `    ports: ["127.0.0.1:${port}:${inside.store}"]`;
  return [
    ...doubled.flatMap((arm) =>
      stores
        .filter((store) => store.arm === arm.arm)
        .map(
          ({ host, port }) => `  ${arm.arm}-store-2:
    <<: *store
${[renderPassword(arm), publish(port), renderNetworks([arm], host)].join('\n')}`,
        ),
    ),
    ...sentinels.map(
      (sentinel) => `  ${sentinel.name}:
    <<: *store
    # A sentinel writes what it finds out into its configuration, so it gets a copy.
    command: [sh, -c, "cp /etc/sentinel.conf /tmp/ && exec redis-server /tmp/sentinel.conf --sentinel"]
    volumes: ["${scripts}:/lab:ro", "${sentinelConfig}:/etc/sentinel.conf:ro"]
${[publish(sentinel.port), renderNetworks(doubled, sentinel.host)].join('\n')}`,
    ),
  ];
}
