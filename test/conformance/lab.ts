import { contenders } from '../../infra/contenders/contenders.ts';
import type { ArmSpec } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import type { Carriage } from '../contract/client.ts';
import { contenders as allFacts } from '../contract/contenders.ts';
import type { ContenderFacts } from '../contract/facts.ts';
import { requireArm } from '../stack/running.ts';
import type { Door, Entrance } from './case.ts';
import { createEntrance } from './entrance.ts';

/** Every entrance of the contenders under test. */
export interface ConformanceLab {
  readonly entrances: readonly Entrance[];
  stop(): Promise<void>;
}

const doors: readonly Door[] = ['nginx', 'replica'];

interface Planned extends ArmSpec {
  readonly carriage: Carriage;
  readonly secureCookies: boolean;
}

/**
 * Starts these contenders behind one nginx: once for each carriage, and once with `Secure` cookies if a contender
 * builds on no other. One replica each, because the contract suite asks several.
 */
export async function startConformanceLab(names: readonly string[]): Promise<ConformanceLab> {
  const planned = contenders
    .filter(({ contender }) => names.includes(contender))
    .flatMap(({ contender, buildsOn }) => [
      plan(contender, 'cookie', false),
      plan(contender, 'bearer', false),
      ...(buildsOn === null ? [plan(contender, 'cookie', true)] : []),
    ]);
  const stack = await startStack({ driver: 'native', arms: planned });
  const entrances = planned.flatMap(({ arm, contender: name, carriage, secureCookies }) => {
    const contender = contenders.find((each) => each.contender === name);
    if (contender === undefined) throw new RangeError(`there is no contender ${name}`);
    const facts = factsOf(name);
    return doors.map((door) => {
      const parts = { stack, arm: requireArm(stack, arm), contender, facts, carriage };
      return createEntrance({ ...parts, door, secureCookies });
    });
  });
  return { entrances, stop: stack.stop };
}

function plan(contender: string, carriage: Carriage, secureCookies: boolean): Planned {
  const own = factsOf(contender).environment;
  const environment = { ...own, CARRIAGE: carriage, COOKIE_SECURE: String(secureCookies) };
  const arm = `${contender}-${secureCookies ? 'secure' : carriage}`;
  return { arm, contender, environment, replicas: 1, carriage, secureCookies };
}

function factsOf(name: string): ContenderFacts {
  const facts = allFacts.find(({ contender }) => contender === name);
  if (facts === undefined) throw new RangeError(`there is no contender ${name}`);
  return facts;
}
