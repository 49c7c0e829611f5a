import type { Arm, Balancer, Part } from './stack.ts';

export interface StartableParts {
  readonly arms: readonly Arm[];
  readonly balancer: Balancer;
  /** The process that holds the links to the stores, where there are any. */
  readonly links: Part | null;
}

/** For dozens of processes that start at once on a small machine. A limit on a hang, not a statement about speed. */
const readyTimeoutMs = 60_000;

/**
 * Starts all parts and waits until each is ready. Stores first: a replica that finds none at its start may wait before
 * it tries again. Rejects with the first part that failed.
 */
export async function startParts(
  { arms, balancer, links }: StartableParts,
  log: (line: string) => void,
): Promise<void> {
  const stores = [...arms.map(({ store }) => store), ...(links === null ? [] : [links])];
  const rest = [balancer, ...arms.flatMap(({ replicas }) => replicas)];
  for (const parts of [stores, rest]) {
    await Promise.all(parts.map((part) => part.start()));
    await Promise.all(parts.map((part) => part.untilReady(readyTimeoutMs)));
  }
  for (const { spec, url, replicas } of arms) {
    log(`${spec.arm}: ${replicas.length} replicas and a store behind ${url}`);
  }
}
