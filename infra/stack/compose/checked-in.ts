import { contenders } from '../../contenders/contenders.ts';
import { renderNginx } from '../../nginx/render.ts';
import { renderRedis } from '../../redis/render.ts';
import { project } from '../project.ts';
import { replicaNames } from '../replica-names.ts';
import {
  balancerPlan,
  type ComposeArm,
  type ComposePlan,
  inside,
  passwordVariable,
} from './plan.ts';
import { renderCompose } from './render.ts';

const firstBalancerPort = 8080;
const firstHost = 11;

const header = `# The lab in containers, without the harness:  docker compose up --build --wait
# sessions answers at http://127.0.0.1:8081, tokens at http://127.0.0.1:8082. Every other contender is a profile of its own
# name (docker compose --profile sessions-memory up --build --wait), and all of them are the profile "all".
# A port that is taken: SESSIONS_PORT=9081. An address range that is taken: LAB_NETWORK=10.99. Images by digest:
# NODE_IMAGE, NGINX_IMAGE and REDIS_IMAGE, such as redis@sha256:...
#
# Written by infra/write-compose.ts (a test compares them). Change infra/stack/compose, not this file.
name: sessions-versus-tokens
`;

interface FixedArm {
  readonly arm: string;
  readonly contender: string;
  /** The port of its balancer is 8080 and this. */
  readonly place: number;
}

/** The contenders by their place, and the second floor that the first is compared with (A/A). */
const arms: readonly FixedArm[] = [
  ...contenders
    .map(({ contender, place }) => ({ arm: contender, contender, place }))
    .sort((one, other) => one.place - other.place),
  {
    arm: 'floor-aa',
    contender: 'floor',
    place: 1 + Math.max(...contenders.map(({ place }) => place)),
  },
];

const startedByDefault = ['sessions', 'tokens'];

/** The files in the repository that are rendered, by their paths below its root. */
export function checkedInFiles(): ReadonlyMap<string, string> {
  const plan = checkedInPlan();
  return new Map([
    ['docker-compose.yml', renderCompose(plan)],
    ['infra/nginx/compose.conf', renderNginx(balancerPlan(plan.arms, '/dev/stdout'))],
    [
      'infra/redis/compose.conf',
      renderRedis({
        name: 'store',
        bind: '0.0.0.0',
        port: inside.store,
        directory: '/tmp',
        persistence: 'nothing',
        password: null,
      }),
    ],
  ]);
}

function checkedInPlan(): ComposePlan {
  let nextHost = firstHost;
  const host = () => nextHost++;
  return {
    header,
    arms: arms.map((each) => checkedInArm(each, host)),
    build: true,
    cpus: '1',
    healthInterval: '2s',
    secretsNote:
      '  # Known to everybody, so good for nothing but a lab on this machine. The harness passes random ones.\n',
    secrets: {
      // Compose fills in what begins with a dollar sign, here and below.
      session: `\${SESSION_SECRET:-development-only-session-secret-0000}`,
      loadAccount: `\${LOAD_ACCOUNT_SECRET:-development-only-account-secret-0000}`,
    },
    scripts: './infra/stack/container',
    storeConfig: './infra/redis/compose.conf',
    balancerConfig: './infra/nginx/compose.conf',
    logDirectory: null,
    standbys: null,
  };
}

function checkedInArm({ arm, contender, place }: FixedArm, nextHost: () => number): ComposeArm {
  const port = firstBalancerPort + place;
  const variable = `${arm.toUpperCase().replaceAll('-', '_')}_PORT`;
  return {
    arm,
    contender,
    program: project.programOf(contender),
    network: `\${LAB_NETWORK:-10.213}.${place}`,
    password: `\${${passwordVariable(arm)}:-development-only-${arm}-store}`,
    store: { host: nextHost(), port: null, config: null },
    replicas: replicaNames({ arm, contender }).map((name) => ({
      name,
      host: nextHost(),
      store: `${arm}-store:${inside.store}`,
      ports: null,
    })),
    environment: {},
    links: null,
    balancer: { port, published: `127.0.0.1:\${${variable}-${port}}` },
    profiles: startedByDefault.includes(arm) ? [] : [arm, 'all'],
  };
}
