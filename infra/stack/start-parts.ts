import type { Arm, Balancer } from './stack.ts';

/**
 * Starts all parts and waits until each is ready. Stores first: a replica that finds none at its start may wait before
 * it tries again. Rejects with the first part that failed.
 */
export async function startParts(
  { arms, balancer }: { readonly arms: readonly Arm[]; readonly balancer: Balancer },
  log: (line: string) => void,
): Promise<void> {
  const stores = arms.map(({ store }) => store);
  const rest = [balancer, ...arms.flatMap(({ replicas }) => replicas)];
  for (const parts of [stores, rest]) {
    await Promise.all(parts.map((part) => part.start()));
    await Promise.all(parts.map((part) => part.untilReady()));
  }
  for (const { spec, url, replicas } of arms) {
    log(`${spec.arm}: ${replicas.length} replicas and a store behind ${url}`);
  }
}
