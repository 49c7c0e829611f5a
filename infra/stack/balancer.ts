import { balancerSettings } from '../nginx/settings.ts';
import type { ProgramControl } from './control.ts';
import { createPart } from './part.ts';
import type { Balancer, Moment } from './stack.ts';
import { statusOf } from './status-of.ts';

export interface BalancerFacts {
  /** Base URL per arm. */
  readonly urls: ReadonlyMap<string, string>;
  readonly accessLogPath: string;
}

/** What only nginx needs of a driver. */
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
  return {
    ...createPart('balancer', control, isReady),
    url(arm) {
      const url = facts.urls.get(arm);
      if (url === undefined) throw new Error(`no arm "${arm}" in this stack`);
      return url;
    },
    settings: balancerSettings,
    accessLogPath: facts.accessLogPath,
    reload: () => workers.reload(),
    killWorker: () => workers.killWorker(),
    cpuUs: () => workers.cpuUs(),
  };
}
