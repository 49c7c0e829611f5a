import { KeyUsers } from './access.ts';
import type { Machine } from './machine/machine.ts';
import { type Choice, Run, type RunOutcome } from './run.ts';
import type { Scenario } from './scenario.ts';
import type { Explored } from './stage.ts';
import type { Users } from './store-steps.ts';

/** What all orders of one scenario have shown about one contender. */
export interface Exploration {
  readonly orders: number;
  /** Orders that break a promise. */
  readonly violating: number;
  /** Orders that do not end. */
  readonly stuck: number;
  /** The violating or stuck order with the fewest steps. Null: there is none. */
  readonly shortest: RunOutcome | null;
}

/**
 * Runs a scenario in every order: depth first, by running it again with another choice at the last place that has one.
 * The steps that can make a difference are found on the way. When a run shows one more, all orders are run again.
 */
export async function explore(
  machine: Machine,
  explored: Explored,
  scenario: Scenario,
): Promise<Exploration & { readonly users: KeyUsers }> {
  const keysMayEnd = scenario.mayHappen?.keysMayEnd ?? false;
  let users = new KeyUsers(keysMayEnd);
  for (;;) {
    const learned = new KeyUsers(keysMayEnd, users);
    const found = await exploreAll(machine, explored, scenario, { known: users, learned });
    if (found !== null) return { ...found, users };
    users = learned;
  }
}

/**
 * Runs one order, after all orders have shown which commands are steps.
 * @throws RangeError for an order that does not exist
 */
export async function replay(
  machine: Machine,
  explored: Explored,
  scenario: Scenario,
  order: readonly number[],
): Promise<RunOutcome> {
  const { users } = await explore(machine, explored, scenario);
  return await new Run(machine, explored, scenario, { known: users, learned: users }).inOrder(
    order,
  );
}

/** Null: a run has shown that actors share more keys than were known. */
async function exploreAll(
  machine: Machine,
  explored: Explored,
  scenario: Scenario,
  users: Users,
): Promise<Exploration | null> {
  let [orders, violating, stuck] = [0, 0, 0];
  let shortest: RunOutcome | null = null;
  let order: readonly number[] | null = [];
  while (order !== null) {
    const run = new Run(machine, explored, scenario, users);
    const outcome = await run.inOrder(order);
    if (run.hasLearned) return null;
    orders += 1;
    if (outcome.violations.length > 0) violating += 1;
    if (outcome.stuck !== null) stuck += 1;
    const isBad = outcome.violations.length > 0 || outcome.stuck !== null;
    if (isBad && (shortest === null || outcome.steps.length < shortest.steps.length)) {
      shortest = outcome;
    }
    order = nextOrder(outcome.choices);
  }
  return { orders, violating, stuck, shortest };
}

/** The same order up to the last choice that has another option, and that option. Null: there is none. */
function nextOrder(choices: readonly Choice[]): readonly number[] | null {
  for (let index = choices.length - 1; index >= 0; index -= 1) {
    const choice = choices[index];
    if (choice === undefined || choice.picked + 1 >= choice.of) continue;
    return [...choices.slice(0, index).map(({ picked }) => picked), choice.picked + 1];
  }
  return null;
}
