import { z } from 'zod';
import type { RunOutcome } from '../run.ts';
import { propertyNames, type Scenario } from '../scenario.ts';
import type { Exploration } from '../search.ts';
import { sequenceDiagram } from './diagram.ts';

const step = z.strictObject({
  /** A request, a replica in the background, or `lab` for an event. */
  actor: z.string(),
  kind: z.enum(['command', 'timeout', 'delivery', 'begins', 'event', 'answered']),
  label: z.string(),
});

const badOrder = z.strictObject({
  /** The option that was taken at each choice. */
  order: z.array(z.int().nonnegative()),
  /** The command that runs exactly this order. */
  replay: z.string(),
  violations: z.array(z.strictObject({ property: z.enum(propertyNames), what: z.string() })),
  /** Why the order did not come to its end. Null: it did. */
  stuck: z.string().nullable(),
  steps: z.array(step),
  /** A sequence diagram, as Mermaid draws it. */
  diagram: z.string(),
});

/** The shape of `explore.json`. */
export const exploredSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** The safeguard that was taken out of the code. Null: the code is the one that ships. */
  without: z.string().nullable(),
  scenarios: z.array(
    z.strictObject({
      name: z.string(),
      story: z.string(),
      properties: z.array(z.enum(propertyNames)),
    }),
  ),
  results: z.array(
    z.strictObject({
      scenario: z.string(),
      contender: z.string(),
      orders: z.int().positive(),
      /** Orders that break a promise. */
      violating: z.int().nonnegative(),
      /** Orders that do not end. */
      stuck: z.int().nonnegative(),
      /** The bad order with the fewest steps. Null: every order is good. */
      shortest: badOrder.nullable(),
    }),
  ),
});
export type Explored = z.infer<typeof exploredSchema>;
export type ExploredResult = Explored['results'][number];

export function describeScenario({ name, story, properties }: Scenario) {
  return { name, story, properties: [...properties] };
}

/** @param without the name of the safeguard that was taken out of the code. Null: none */
export function describeExploration(
  scenario: string,
  contender: string,
  { orders, violating, stuck, shortest }: Exploration,
  without: string | null,
): ExploredResult {
  const described =
    shortest === null ? null : describeOrder(`${scenario}/${contender}`, shortest, without);
  return { scenario, contender, orders, violating, stuck, shortest: described };
}

function describeOrder(pair: string, outcome: RunOutcome, without: string | null) {
  const order = outcome.choices.map(({ picked }) => picked);
  return {
    order,
    replay: `make explore REPLAY=${pair}/${order.join('.')}${without === null ? '' : ` WITHOUT=${without}`}`,
    violations: [...outcome.violations],
    stuck: outcome.stuck,
    steps: [...outcome.steps],
    diagram: sequenceDiagram(outcome.steps, outcome.violations),
  };
}
