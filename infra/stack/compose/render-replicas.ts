import { type ComposeArm, type ComposePlan, type ComposeReplica, inside } from './plan.ts';
import { quoted } from './shared.ts';

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
