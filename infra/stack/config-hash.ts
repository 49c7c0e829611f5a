import { createHash } from 'node:crypto';
import { isSticky } from '../contenders/contenders.ts';
import { renderNginx } from '../nginx/render.ts';
import { replicaNames } from './replica-names.ts';
import type { ArmSpec } from './stack.ts';

/**
 * Of the balancer's configuration as it is for these arms, with ports and paths that are the same in every run: two
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
