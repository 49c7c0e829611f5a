import { during } from '../../../infra/stack/part.ts';
import type { Arm, Link, Moment, Replica, Stack } from '../../../infra/stack/stack.ts';
import type { BalancerAnswer } from '../../load/pace/record.ts';
import type { FaultDescription, FaultName } from '../../result/failover-cell.ts';
import type { Expectation } from './expectation.ts';

/**
 * Which stack a fault needs. `shared`: the one that every experiment runs on. `linked`: a fault proxy between each
 * replica and its store. `replicated`: stores with a Redis replica and three sentinels.
 */
export type StackNeed = 'shared' | 'linked' | 'replicated';

/**
 * What a fault breaks; the rules in `invariants.ts` apply by it.
 * - `replica`: the process of a replica ends, and no other part is touched.
 * - `redis`: Redis or the way to it.
 * - `redis-away`: as `redis`; Redis cannot be asked, and it forgets nothing.
 * - `other`: no rule is about it.
 */
export type Breakage = 'replica' | 'redis' | 'redis-away' | 'other';

/** What is broken: all arms of one stack, in the same moment, side by side. */
export interface Target {
  readonly stack: Stack;
  readonly arms: readonly Arm[];
}

/** A target under load. */
export interface LoadedTarget extends Target {
  /** Resolves in a moment in which the arm is idle. */
  quiet(arm: Arm): Promise<void>;
  /** Takes the answers to requests that the fault itself sends through the balancer: they tell of ejections too. */
  note(arm: Arm, answers: readonly BalancerAnswer[]): void;
}

/**
 * How a fault is done to the lab and undone. Every action resolves when its effect is there. The report prints the
 * texts, with the settings of this lab that matter.
 */
export interface Injection {
  readonly title: string;
  /** What exactly is done to the lab. */
  readonly done: string;
  /** What to configure against it. */
  readonly advice: string;
  /** Names in `Balancer.settings`, whose values are printed beside the advice. Default: none. */
  readonly balancerSettings?: readonly string[];
  /** Settings of the apps and of Redis, with their values. */
  readonly otherSettings?: Readonly<Record<string, string>>;
  /** Default `shared`. */
  readonly needs?: StackNeed;
  /** Drivers that can do it; default both. */
  readonly drivers?: readonly Stack['driver'][];
  /** Labels of the marks on the timeline. */
  readonly injected: string;
  readonly healed?: string;
  /** It is over when `inject` resolves: there is nothing to wait for and to heal. Default false. */
  readonly isInstant?: true;
  /** The fault holds for this long where the outage of the plan is shorter and would show nothing. */
  readonly holdsAtLeastMs?: number;
  /** About how long `inject` takes, for the time left on the screen. Default 0. */
  readonly injectionTakesMs?: number;
  /** Replicas that restart take their counters with them. Default false. */
  readonly restartsReplicas?: boolean;
  /** Runs before the first login, and puts the lab into the state that the fault needs. */
  prepare?(target: Target): Promise<unknown>;
  /** Runs when most users have logged in and none has logged out: it makes the last changes fragile. */
  beforeRevoking?(target: Target): Promise<unknown>;
  inject(target: LoadedTarget): Promise<Moment>;
  /** Absent, as `healed` is then: nothing is undone within the watch. */
  heal?(target: Target): Promise<Moment>;
  /** Runs after the load, and undoes what `heal` left and what `prepare` did. */
  cleanUp?(target: Target): Promise<unknown>;
}

/** One form of a fault. Most faults have one form only, and its variant is null. */
export interface FaultForm extends Injection {
  readonly fault: FaultName;
  readonly needs: StackNeed;
  readonly variant: string | null;
  readonly breaks: Breakage;
}

interface FaultBase {
  /** The name of its file. */
  readonly name: FaultName;
  /** Place in lists and tables. No two faults share one. */
  readonly place: number;
  /** What is done, in one line, for the page of names (docs/reference/names.md). */
  readonly summary: string;
  readonly breaks: Breakage;
  /** Exactly one row for each contender in each form. */
  readonly expectations: readonly Expectation[];
}

/** A fault with several forms. Those of `none` are no forms at all: it is not injected. */
interface FaultInForms extends FaultBase {
  readonly forms: readonly (Injection & { readonly variant: string })[];
}

/** A fault: everything that the lab knows of it. Each file in `faults/` exports one, as `fault`. */
export type Fault = (FaultBase & Injection) | FaultInForms;

export function formsOf(fault: Fault): readonly FaultForm[] {
  const { name, breaks } = fault;
  const forms = 'forms' in fault ? fault.forms : [{ ...fault, variant: null }];
  return forms.map((form) => ({ needs: 'shared', ...form, fault: name, breaks }));
}

/** `redis-full` with a variant is `redis-full:allkeys-lru`; unique among all forms. */
export function nameOf({ fault, variant }: Pick<FaultForm, 'fault' | 'variant'>): string {
  return variant === null ? fault : `${fault}:${variant}`;
}

/** The fault as the report prints it, with the values that its settings have in this lab. */
export function describeFault(
  { fault, variant, title, done, advice, balancerSettings = [], otherSettings = {} }: FaultForm,
  balancer: Readonly<Record<string, string>>,
): FaultDescription {
  const known = balancerSettings.map((name) => {
    const value = balancer[name];
    if (value === undefined) throw new TypeError(`the balancer has no setting "${name}"`);
    return [`nginx: ${name}`, value] as const;
  });
  const settings = { ...Object.fromEntries(known), ...otherSettings };
  return { fault, variant, title, done, advice, settings };
}

/** Does the same to all arms at once; the moment spans them all. */
export function toEachArm(act: (arm: Arm) => Promise<unknown>) {
  return ({ arms }: Pick<Target, 'arms'>): Promise<Moment> =>
    during(async () => {
      await Promise.all(arms.map(act));
    });
}

/** Does the same to one arm after the other, where doing it to all at once would leave no processor time to any. */
export function toEachArmInTurn(act: (arm: Arm, target: LoadedTarget) => Promise<unknown>) {
  return (target: LoadedTarget): Promise<Moment> =>
    during(async () => {
      for (const arm of target.arms) await act(arm, target);
    });
}

/** Starts the Redis of an arm, and waits until it answers. */
export async function startStore({ store }: Arm): Promise<void> {
  await store.start();
  await store.untilReady();
}

/**
 * The replica of an arm that faults of one replica break. It is the second: a reader may take the first for special.
 */
export function victimOf({ replicas, spec }: Arm): Replica {
  const victim = replicas[1];
  if (victim === undefined) throw new RangeError(`${spec.arm} has no second replica`);
  return victim;
}

/** The proxy between a replica and its store, which faults with the need `linked` have. */
export function linkOf({ storeLink, name }: Replica): Link {
  if (storeLink === null) throw new RangeError(`${name} has no link to its store`);
  return storeLink;
}

/** Names in `Balancer.settings` that several faults print beside their advice: when nginx gives up on a replica. */
export const ejection = ['server max_fails', 'server fail_timeout'];

/** Names in `Balancer.settings`: when nginx asks another replica. */
export const retry = [
  'proxy_next_upstream',
  'proxy_next_upstream_tries',
  'proxy_next_upstream_timeout',
];

/** The limits that the apps put on a command to Redis, with their values. */
export const redisBudget: Readonly<Record<string, string>> = {
  'app: Redis commandTimeout': '250 ms',
  'app: Redis socketTimeout': '1000 ms',
  'app: Redis maxRetriesPerRequest': '0',
  'app: Redis enableOfflineQueue': 'false',
};
