import type { Fault } from '../fault.ts';

const nothing: Fault['heal'] = async () => {
  const nowMs = performance.now();
  return { beforeMs: nowMs, afterMs: nowMs };
};

/** What happens to nginx, which all contenders share. */
export const balancerFaults: readonly Fault[] = [
  {
    fault: 'balancer-reloaded',
    variant: null,
    needs: 'shared',
    title: 'nginx is reloaded',
    done: 'SIGHUP to nginx: new workers take over, the old ones finish what they have and close idle connections of clients.',
    advice:
      'A client that keeps connections open must be ready to repeat a request whose connection was closed under it. Round robin and the record of failures begin anew.',
    balancerSettings: ['worker_processes', 'keepalive_timeout'],
    injected: 'nginx reloaded',
    healed: null,
    isInstant: true,
    inject: ({ stack }) => stack.balancer.reload(),
    heal: nothing,
  },
  {
    fault: 'balancer-worker-killed',
    variant: null,
    needs: 'shared',
    title: 'A worker of nginx is killed',
    done: 'SIGKILL to one of the workers of nginx; the master starts another at once.',
    advice:
      'Only what was in flight on that worker is lost. With a shared `zone` the others keep knowing which replica is down.',
    balancerSettings: ['worker_processes', 'upstream zone'],
    injected: 'one worker of nginx killed',
    healed: null,
    isInstant: true,
    inject: ({ stack }) => stack.balancer.killWorker(),
    heal: nothing,
  },
];
