import { join, relative } from 'node:path';
import { portsOf } from '../layout.ts';
import { replicaNames } from '../replica-names.ts';
import type { ArmSpec } from '../stack.ts';
import {
  balancerConfigPath,
  type ComposeContext,
  host,
  sentinelConfigPath,
  storeConfigPath,
} from './context.ts';
import { type LinkPlace, linkPlaces, linksService } from './links.ts';
import {
  type ComposeArm,
  type ComposeLinks,
  type ComposePlan,
  type ComposeStandbys,
  inside,
  passwordVariable,
} from './plan.ts';

const firstBalancerPort = 8080;
const linksHost = 3;
const firstHost = 11;

/** What the compose driver starts for these arms. Every port is one that was free, so that it stays after a restart. */
export function planRun(context: ComposeContext, specs: readonly ArmSpec[]): ComposePlan {
  let nextHost = firstHost;
  const host = () => nextHost++;
  const { run, project } = context;
  const arms = specs.map((spec, index) => armOf(context, spec, index, host));
  return {
    header: `name: ${context.composeProject}\n`,
    arms,
    build: false,
    // No limit on the processor: the kernel enforces it by stopping the program for the rest of each tenth of a second,
    // and that would be measured.
    cpus: null,
    // Nor health checks: the driver asks itself, once, and a check every two seconds in each container is a load.
    healthInterval: null,
    secretsNote: '',
    secrets: { session: variable('SESSION_SECRET'), loadAccount: variable('LOAD_ACCOUNT_SECRET') },
    scripts: beside(run, join(project.root, 'infra/stack/container')),
    storeConfig: beside(run, storeConfigPath(context, specs[0]?.arm ?? '')),
    balancerConfig: beside(run, balancerConfigPath(context)),
    logDirectory: beside(run, join(run.path, 'logs')),
    standbys: standbysOf(context, specs, host),
  };
}

/** Seen from the compose file. The path of the lab itself may hold a quote, a `$` or a `:`, which Compose would read. */
function beside(run: ComposeContext['run'], path: string): string {
  return `./${relative(run.path, path)}`;
}

/** From the environment of docker compose: a secret is written to no file. */
function variable(name: string): string {
  return `\${${name}:?}`;
}

function armOf(
  context: ComposeContext,
  spec: ArmSpec,
  index: number,
  nextHost: () => number,
): ComposeArm {
  const { arm, contender, environment = {} } = spec;
  const ports = portsOf(context.layout, arm);
  const links = linkPlaces(context, spec);
  return {
    arm,
    contender,
    program: context.project.programOf(contender),
    network: context.networks[index] ?? '',
    password: variable(passwordVariable(arm)),
    store: {
      host: nextHost(),
      port: ports.store,
      config: beside(context.run, storeConfigPath(context, arm)),
    },
    replicas: replicaNames(spec).map((name, place) => {
      const link = links.find(({ replica }) => replica === name);
      return {
        name,
        host: nextHost(),
        store:
          link === undefined
            ? `${arm}-store:${inside.store}`
            : `${linksService(arm)}:${link.insidePort}`,
        ports: ports.replicas[place] ?? null,
      };
    }),
    environment,
    links: planLinks(spec, links),
    balancer: { port: firstBalancerPort + index, published: `${host}:${ports.balancer}` },
    profiles: [],
  };
}

function planLinks({ arm }: ArmSpec, places: readonly LinkPlace[]): ComposeLinks | null {
  if (places.length === 0) return null;
  return {
    host: linksHost,
    argument: JSON.stringify({
      // The loopback interface of the container: the replicas in its network do not reach it.
      control: { host: '127.0.0.1', port: inside.linkControl },
      links: places.map(({ replica, insidePort }) => ({
        name: replica,
        listen: { host: '0.0.0.0', port: insidePort },
        target: { host: `${arm}-store`, port: inside.store },
      })),
    }),
    published: places.map((place) => `${host}:${place.publishedPort}:${place.insidePort}`),
  };
}

function standbysOf(
  context: ComposeContext,
  specs: readonly ArmSpec[],
  nextHost: () => number,
): ComposeStandbys | null {
  const { sentinels } = context.layout;
  if (sentinels.length === 0) return null;
  return {
    stores: specs.flatMap(({ arm }) => {
      const port = portsOf(context.layout, arm).standby;
      return port === null ? [] : [{ arm, host: nextHost(), port }];
    }),
    sentinels: sentinels.map((port, index) => ({
      name: `sentinel-${index + 1}`,
      host: nextHost(),
      port,
    })),
    sentinelConfig: beside(context.run, sentinelConfigPath(context)),
  };
}
