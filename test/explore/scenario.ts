import type { Contender } from '../../infra/contenders/contenders.ts';
import type { Answer } from './replica.ts';
import type { Stage } from './stage.ts';

/** What must hold in every order. `properties.ts` checks them. */
export const propertyNames = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'] as const;
export type PropertyName = (typeof propertyNames)[number];

/** A promise that an order has broken. */
export interface Violation {
  readonly property: PropertyName;
  /** One sentence: what happened. */
  readonly what: string;
}

/** How an actor's request ended. */
export interface Ended extends Answer {
  /** How many steps had been taken when the request began, and when its answer had been read. */
  readonly beganAtStep: number;
  readonly endedAtStep: number;
}

/** Several requests that meet, and everything else that may happen meanwhile. */
export interface Scenario {
  /** The name on the command line, such as `logout-write`. */
  readonly name: string;
  /** One sentence: who does what at the same time. */
  readonly story: string;
  readonly properties: readonly PropertyName[];
  /** Whether a contender takes part, judged by its card. */
  readonly takesPart: (card: Contender) => boolean;
  /** What may happen beside the steps of the actors. */
  readonly mayHappen?: Possibilities;
  /** Prepares one run, while Redis answers at once. */
  readonly begin: (stage: Stage) => Promise<Play>;
}

export interface Possibilities {
  /**
   * How many commands that write may time out in one run: the request gives up before the command is carried out, and
   * the command is carried out at a later step all the same. Default: 0.
   */
  readonly timeouts?: number;
  /**
   * The actors to whom an answer of Redis comes at a step of its own. Needed where a replica keeps a copy of what it
   * reads. Default: every answer arrives as soon as the command has been carried out.
   */
  readonly lateAnswers?: readonly string[];
  /** So much time passes that keys can end, so a command that only moves an end is a step too. Default: false. */
  readonly keysMayEnd?: boolean;
  /** Commands that are steps in any case, by the beginning of their label. '' names all of them. Default: none. */
  readonly alsoSteps?: readonly string[];
  /**
   * Actors whose commands and messages are no steps: each happens as soon as it can. It keeps the number of orders small
   * where what a replica does by itself does not matter at that moment. Default: none.
   */
  readonly atOnce?: readonly string[];
}

/** By what happens. A function returns what may happen after it, if there is anything. */
export type Events = Readonly<Record<string, () => Events | undefined>>;

export interface Play {
  /** The requests, by a name for each. All begin at once, before the first step. */
  readonly actors: Readonly<Record<string, () => Promise<Answer>>>;
  /** Requests that begin at any step. Default: none. */
  readonly latecomers?: Readonly<Record<string, () => Promise<Answer>>>;
  /** What happens once, at any step, such as the loss of all data. Default: nothing. */
  readonly events?: Events;
  /** Called when all requests have been answered and all events have happened. Redis answers at once again. */
  readonly judge: (ended: Readonly<Record<string, Ended>>) => Promise<readonly Violation[]>;
}
