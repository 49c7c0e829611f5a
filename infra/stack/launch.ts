import type { StoreConnection } from '../redis/connection.ts';
import { derivedAccount, randomSecrets, type Secrets } from './accounts.ts';
import { balancerConfigSha256 } from './balancer.ts';
import { chooseLayout, type Layout } from './layout.ts';
import type { Project } from './project.ts';
import { endDeadRuns, holdRun } from './run/end-run.ts';
import { createRunDirectory, type RunDirectory, requireWritable } from './run/run-directory.ts';
import type {
  Arm,
  ArmSpec,
  Balancer,
  Part,
  Replica,
  Stack,
  StackFacts,
  StackOptions,
  Store,
} from './stack.ts';
import type { Standbys } from './standby.ts';

/** What all parts of one run share, in both drivers. */
export interface RunContext {
  readonly run: RunDirectory;
  readonly project: Project;
  readonly layout: Layout;
  readonly secrets: Secrets;
  readonly log: (line: string) => void;
  /** True after the first call of `stop`. A part that starts then would not be ended with the run. */
  readonly isEnding: () => boolean;
}

/** The parts that a driver has created. None of them has to be running yet. */
export interface DriverParts {
  readonly arms: readonly ArmParts[];
  readonly balancer: Balancer;
  /** The processes that hold the links to the stores; none when no arm asked for links. */
  readonly links: readonly Part[];
  /** Makes the standbys replicate, and the sentinels watch. Called when all other parts are ready. */
  standbys(arms: readonly Arm[]): Promise<Standbys>;
  versions(): Promise<Omit<StackFacts, 'driver' | 'balancerConfigSha256'>>;
  /** Called first when the run ends. Default: does nothing. */
  readonly close?: () => void;
}

export interface ArmParts {
  readonly spec: ArmSpec;
  readonly replicas: readonly Replica[];
  readonly store: Store;
  /** The harness' own connection to the store. */
  readonly connection: StoreConnection;
}

/** A limit on a hang, not a statement about speed: dozens of processes may start at once on a small machine. */
const readyTimeoutMs = 120_000;

/**
 * Starts a stack in a run directory of its own. `create` makes the parts; the rest is the same in both drivers.
 * Rejects with the error of the first part that failed, after everything that was started has been ended.
 */
export async function launch(
  { driver, arms: specs, ports = 'free', log = () => undefined }: StackOptions,
  project: Project,
  create: (context: RunContext) => Promise<DriverParts>,
): Promise<Stack> {
  requireWritable(project.lab);
  await endDeadRuns(project.lab, log);
  const { layout, release } = await chooseLayout(specs, ports);
  const run = createRunDirectory(project.lab, driver);
  const endRun = holdRun(run);
  const secrets = randomSecrets();
  const closers: (() => void)[] = [];
  let ending: Promise<void> | null = null;
  const isEnding = () => ending !== null;
  const end = async () => {
    for (const close of closers) close();
    await endRun();
    release();
  };
  const stop = () => {
    ending ??= end();
    return ending;
  };
  const quietAtEnd = (line: string) => {
    if (!isEnding()) log(line);
  };
  try {
    const parts = await create({ run, project, layout, secrets, log: quietAtEnd, isEnding });
    closers.push(parts.close ?? (() => undefined));
    closers.push(...parts.arms.map(({ connection }) => connection.close));
    const { balancer } = parts;
    const arms = parts.arms.map(
      ({ spec, replicas, store }): Arm => ({ spec, url: balancer.url(spec.arm), replicas, store }),
    );
    await startParts(parts);
    for (const { spec, url, replicas } of arms) {
      log(`${spec.arm}: ${replicas.length} replicas and a store behind ${url}`);
    }
    const { standbys, close } = await parts.standbys(arms);
    closers.push(close);
    const versions = await parts.versions();
    const facts = { driver, ...versions, balancerConfigSha256: balancerConfigSha256(specs) };
    return {
      driver,
      directory: run.path,
      arms: new Map(arms.map((arm) => [arm.spec.arm, arm])),
      balancer,
      standbys,
      facts: async () => facts,
      loadAccount: (index) => derivedAccount(`load-${index}`, secrets),
      adminAccount: () => derivedAccount('lab-admin', secrets),
      sessionSecret: () => secrets.session,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts all parts and waits until each is ready. The stores and the links start first: a replica that finds no store
 * when it starts may wait before it tries again.
 */
async function startParts({ arms, balancer, links }: DriverParts): Promise<void> {
  const stores = [...arms.map(({ store }) => store), ...links];
  const rest = [balancer, ...arms.flatMap(({ replicas }) => replicas)];
  for (const parts of [stores, rest]) {
    await Promise.all(parts.map((part) => part.start()));
    await Promise.all(parts.map((part) => part.untilReady(readyTimeoutMs)));
  }
}
