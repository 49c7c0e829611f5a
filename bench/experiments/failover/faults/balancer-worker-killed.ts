import { workerReplaced } from '../expectation.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  name: 'balancer-worker-killed',
  place: 200,
  summary: 'SIGKILL to one nginx worker',
  breaks: 'other',
  title: 'A worker of nginx is killed',
  done: 'SIGKILL to one of the workers of nginx; the master starts another at once.',
  advice:
    'Only what was in flight on that worker is lost. With a shared `zone` the others keep knowing which replica is down.',
  balancerSettings: ['worker_processes', 'upstream zone'],
  injected: 'one worker of nginx killed',
  isInstant: true,
  inject: ({ stack }) => stack.balancer.killWorker(),
  expectations: workerReplaced,
};
