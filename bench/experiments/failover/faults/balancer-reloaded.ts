import { workerReplaced } from '../expectation.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  name: 'balancer-reloaded',
  place: 190,
  summary: 'nginx reads its configuration again: new workers, old ones finish',
  breaks: 'other',
  title: 'nginx is reloaded',
  done: 'SIGHUP to nginx: new workers take over, the old ones finish what they have and close idle connections of clients.',
  advice:
    'A client that keeps connections open must be ready to repeat a request whose connection was closed under it. Round robin and the record of failures begin anew.',
  balancerSettings: ['worker_processes', 'keepalive_timeout'],
  injected: 'nginx reloaded',
  isInstant: true,
  inject: ({ stack }) => stack.balancer.reload(),
  expectations: workerReplaced,
};
