import type { ArmSpec } from './stack.ts';

const defaultReplicas = 3;

/** `sessions-1`, `sessions-2`, `sessions-3`. */
export function replicaNames({ arm, replicas = defaultReplicas }: ArmSpec): readonly string[] {
  return Array.from({ length: replicas }, (_, index) => `${arm}-${index + 1}`);
}
