import type { Arm, Moment, Replica, Stack } from '../../../infra/stack/stack.ts';
import type { FaultName } from '../../result/fault-name.ts';

/**
 * Which stack a fault needs. `shared`: the one that every experiment runs on. `linked`: a fault proxy between each
 * replica and its store. `replicated`: stores with a Redis replica and three sentinels.
 */
export type StackNeed = 'shared' | 'linked' | 'replicated';

/** What is broken: all arms of one stack, in the same moment, side by side. */
export interface Target {
  readonly stack: Stack;
  readonly arms: readonly Arm[];
}

/** A target under load. */
export interface LoadedTarget extends Target {
  /** Resolves in a moment in which the arm is idle. */
  quiet(arm: Arm): Promise<void>;
}

/** What a fault is, as data; the report prints it, with the settings of this lab that matter. */
export interface FaultText {
  readonly title: string;
  /** What exactly is done to the lab. */
  readonly done: string;
  /** What to configure against it. */
  readonly advice: string;
  /** Names in `Balancer.settings`, whose values are printed beside the advice. */
  readonly balancerSettings: readonly string[];
  /** Settings of the apps and of Redis, with their values. */
  readonly otherSettings?: Readonly<Record<string, string>>;
}

/** One fault, in one form. Every action resolves when its effect is there. */
export interface Fault extends FaultText {
  readonly fault: FaultName;
  readonly variant: string | null;
  readonly needs: StackNeed;
  /** Drivers that can do it; default both. */
  readonly drivers?: readonly Stack['driver'][];
  /** Labels of the marks on the timeline. `healed` null: nothing is undone within the watch. */
  readonly injected: string;
  readonly healed: string | null;
  /** It is over when `inject` resolves: there is nothing to wait for and to heal. Default false. */
  readonly isInstant?: true;
  /** Longer than the outage of a short plan, where a shorter one would show nothing. */
  readonly holdsAtLeastMs?: number;
  /** Replicas that restart take their counters with them. Default false. */
  readonly restartsReplicas?: boolean;
  /** Before anybody logs in: puts the lab into the state that the fault needs. */
  prepare?(target: Target): Promise<void>;
  /** When most have logged in and before anybody has logged out: what makes the last changes fragile. */
  beforeRevoking?(target: Target): Promise<void>;
  inject(target: LoadedTarget): Promise<Moment>;
  heal(target: Target): Promise<Moment>;
  /** After the load: what `heal` left, and what `prepare` did. */
  cleanUp?(target: Target): Promise<void>;
}

/** `redis-full` with a variant is `redis-full:allkeys-lru`; unique among the faults. */
export function nameOf({ fault, variant }: Pick<Fault, 'fault' | 'variant'>): string {
  return variant === null ? fault : `${fault}:${variant}`;
}

/** Does the same to all arms at once; the moment spans them all. */
export function toEachArm(act: (arm: Arm) => Promise<unknown>) {
  return async ({ arms }: Pick<Target, 'arms'>): Promise<Moment> => {
    const beforeMs = performance.now();
    await Promise.all(arms.map(act));
    return { beforeMs, afterMs: performance.now() };
  };
}

/** The part of the arm that faults of one replica break: not the first, which a reader may take for special. */
export function victimOf({ replicas, spec }: Arm): Replica {
  const victim = replicas[1];
  if (victim === undefined) throw new RangeError(`${spec.arm} has no second replica`);
  return victim;
}
