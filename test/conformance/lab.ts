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

/** What a setting chooses and no card does. */
const sweep = [
  ['RS256', 'jose'],
  ['EdDSA', 'jose'],
  ['HS256', 'jose'],
  ['RS256', 'jsonwebtoken'],
  ['ES256', 'jsonwebtoken'],
] as const;

interface Planned extends ArmSpec {
  readonly carriage: Carriage;
  readonly secureCookies: boolean;
  /** Null: as the card says. */
  readonly sweep: (typeof sweep)[number] | null;
}

/**
 * Starts these contenders behind one nginx: once for each carriage, and once with `Secure` cookies if a contender
 * builds on no other; `tokens` once more for each other algorithm and library. One replica each, because the contract suite asks several.
 */
export async function startConformanceLab(names: readonly string[]): Promise<ConformanceLab> {
  const planned = contenders
    .filter(({ contender }) => names.includes(contender))
    .flatMap(({ contender, buildsOn }) => [
      plan(contender, 'cookie', false),
      plan(contender, 'bearer', false),
      ...(buildsOn === null ? [plan(contender, 'cookie', true)] : []),
      ...(contender === 'tokens' ? sweep.map(planSweep) : []),
    ]);
  const stack = await startStack({ driver: 'native', arms: planned });
  const entrances = planned.flatMap((each) => {
    const { arm, contender: name, carriage, secureCookies, sweep: swept } = each;
    const card = contenders.find(({ contender }) => contender === name);
    if (card === undefined) throw new RangeError(`there is no contender ${name}`);
    const [algorithm, library] = swept ?? [card.algorithm, card.library];
    const contender = { ...card, algorithm, library };
    const own = {
      facts: factsOf(name),
      carriage,
      secureCookies,
      sweep: swept?.join(' by ') ?? null,
    };
    return doors.map((door) =>
      createEntrance({ stack, arm: requireArm(stack, arm), contender, door, ...own }),
    );
  });
  return { entrances, stop: stack.stop };
}

function plan(contender: string, carriage: Carriage, secureCookies: boolean): Planned {
  const own = factsOf(contender).environment;
  const environment = { ...own, CARRIAGE: carriage, COOKIE_SECURE: String(secureCookies) };
  const arm = `${contender}-${secureCookies ? 'secure' : carriage}`;
  return { arm, contender, environment, replicas: 1, carriage, secureCookies, sweep: null };
}

function planSweep(swept: (typeof sweep)[number]): Planned {
  const [algorithm, library] = swept;
  const planned = plan('tokens', 'bearer', false);
  return {
    ...planned,
    arm: `tokens-${algorithm}-${library}`.toLowerCase(),
    environment: { ...planned.environment, TOKEN_ALGORITHM: algorithm, TOKEN_LIBRARY: library },
    sweep: swept,
  };
}

function factsOf(name: string): ContenderFacts {
  const facts = allFacts.find(({ contender }) => contender === name);
  if (facts === undefined) throw new RangeError(`there is no contender ${name}`);
  return facts;
}
