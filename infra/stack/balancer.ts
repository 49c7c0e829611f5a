import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isSticky } from '../contenders/contenders.ts';
import { type BalancerPlan, combinedLogPath } from '../nginx/plan.ts';
import { renderNginx } from '../nginx/render.ts';
import { balancerSettings } from '../nginx/settings.ts';
import { StackError } from './errors.ts';
import { createPart, during, type ProgramControl, statusOf } from './part.ts';
import { replicaNames } from './replica-names.ts';
import type { ArmSpec, Balancer, Moment } from './stack.ts';

export interface BalancerFacts {
  /** The base URL of each arm. */
  readonly urls: ReadonlyMap<string, string>;
  readonly accessLogPath: string;
  readonly plan: BalancerPlan;
  /** The path of nginx.conf on this machine. */
  readonly configPath: string;
}

/** What a driver can do to nginx and to no other program. */
export interface WorkerControl {
  reload(): Promise<Moment>;
  killWorker(): Promise<Moment>;
  cpuUs(): Promise<number | null>;
}

const probeTimeoutMs = 1_000;

export function createBalancer(
  facts: BalancerFacts,
  control: ProgramControl,
  workers: WorkerControl,
): Balancer {
  const urls = [...facts.urls.values()];
  const isReady = async () => {
    const statuses = await Promise.all(
      urls.map((url) => statusOf(`${url}/balancer-ceiling`, probeTimeoutMs)),
    );
    return statuses.every((status) => status === 204);
  };
  const absent = new Set<string>();
  let logsCombined = false;
  const relist = async (): Promise<Moment> => {
    writeBalancerConfig(facts.configPath, { ...without(facts.plan, absent), logsCombined });
    return await workers.reload();
  };
  return {
    ...createPart('balancer', control, isReady),
    url(arm) {
      const url = facts.urls.get(arm);
      if (url === undefined) throw new Error(`no arm "${arm}" in this stack`);
      return url;
    },
    settings: balancerSettings,
    accessLogPath: facts.accessLogPath,
    combinedLogPath: combinedLogPath(facts),
    logCombined(isWanted) {
      if (isWanted === logsCombined) return during(() => undefined);
      logsCombined = isWanted;
      return relist();
    },
    reload: () => workers.reload(),
    leave(replica) {
      requireOther(facts.plan, absent, replica);
      absent.add(replica);
      return relist();
    },
    join: (replica) => (absent.delete(replica) ? relist() : during(() => undefined)),
    killWorker: () => workers.killWorker(),
    cpuUs: () => workers.cpuUs(),
  };
}

/** Overwrites the file in place: a container mounts this very file, and would not see a new one of the same name. */
export function writeBalancerConfig(path: string, plan: BalancerPlan): void {
  writeFileSync(path, renderNginx(plan), { mode: 0o644 });
}

function without(plan: BalancerPlan, absent: ReadonlySet<string>): BalancerPlan {
  const arms = plan.arms.map((arm) => ({
    ...arm,
    replicas: arm.replicas.filter(({ name }) => !absent.has(name)),
  }));
  return { ...plan, arms };
}

function requireOther(plan: BalancerPlan, absent: ReadonlySet<string>, replica: string): void {
  const arm = plan.arms.find(({ replicas }) => replicas.some(({ name }) => name === replica));
  const others = arm?.replicas.filter(({ name }) => name !== replica && !absent.has(name));
  if (others?.length === 0) {
    throw new StackError(
      'not_possible',
      `${replica} is the last on the balancer's list: nginx needs at least one`,
    );
  }
}

/**
 * The hash of the balancer's configuration for these arms, with ports and paths that are the same in every run. Two
 * reports with the same hash were measured behind the same balancer.
 */
export function balancerConfigSha256(specs: readonly ArmSpec[]): string {
  const arms = specs.map((spec) => ({
    arm: spec.arm,
    listen: '80',
    sticky: isSticky(spec.contender),
    replicas: replicaNames(spec).map((name) => ({ name, address: `${name}:3000` })),
  }));
  const text = renderNginx({ arms, directory: '/', accessLogPath: '/access.log', user: null });
  return createHash('sha256').update(text).digest('hex');
}
