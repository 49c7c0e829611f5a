import { actingAs, type Machine } from './machine/machine.ts';
import type { Answer } from './replica.ts';
import type { Ended, Events, Play, Scenario, Violation } from './scenario.ts';
import { type Explored, Stage } from './stage.ts';
import { describeAnswer, type Step } from './step.ts';
import { type Option, StoreSteps, type Users } from './store-steps.ts';

/** Where the run could have gone on in another way. */
export interface Choice {
  readonly picked: number;
  readonly of: number;
}

export interface RunOutcome {
  readonly choices: readonly Choice[];
  readonly steps: readonly Step[];
  readonly violations: readonly Violation[];
  /** Null: the run came to its end. Else why it did not. */
  readonly stuck: string | null;
}

/** More choices than the longest scenario needs. */
const longestOrder = 200;

/** Runs a scenario in one order. */
export class Run {
  readonly #scenario: Scenario;
  readonly #machine: Machine;
  readonly #explored: Explored;
  readonly #storeSteps: StoreSteps;
  readonly #steps: Step[] = [];
  readonly #choices: Choice[] = [];
  readonly #ended: Record<string, Ended> = {};
  readonly #failed: unknown[] = [];
  #underWay = 0;

  constructor(machine: Machine, explored: Explored, scenario: Scenario, users: Users) {
    this.#machine = machine;
    this.#explored = explored;
    this.#scenario = scenario;
    this.#storeSteps = new StoreSteps(scenario.mayHappen ?? {}, users);
  }

  /** Whether actors have shared keys that they were not known to share. */
  get hasLearned(): boolean {
    return this.#storeSteps.hasLearned;
  }

  /** @param order which option to take at each choice. Behind its end: the first one */
  async inOrder(order: readonly number[]): Promise<RunOutcome> {
    const stage = new Stage(this.#machine, this.#explored);
    const play = await this.#scenario.begin(stage);
    await stage.settled();
    stage.store.hold();
    const latecomers = new Map(Object.entries(play.latecomers ?? {}));
    const events = new Map(Object.entries(play.events ?? {}));
    for (const [name, act] of Object.entries(play.actors)) this.#begin(name, act);
    for (;;) {
      await this.#storeSteps.settle(stage, (step) => this.#steps.push(step));
      const [failure] = this.#failed;
      if (failure !== undefined) throw failure;
      const options = [
        ...this.#storeSteps.options(stage),
        ...this.#late(latecomers),
        ...happening(events),
      ];
      if (options.length === 0) break;
      if (this.#choices.length >= longestOrder) return this.#outcome([], 'the order has no end');
      this.#take(options, order[this.#choices.length] ?? 0);
    }
    if (this.#underWay > 0)
      return this.#outcome([], 'a request waits, and nothing can happen any more');
    return this.#outcome(await this.#judge(stage, play), null);
  }

  async #judge(stage: Stage, play: Play): Promise<readonly Violation[]> {
    stage.store.free();
    await stage.settled();
    return await play.judge(this.#ended);
  }

  #outcome(violations: readonly Violation[], stuck: string | null): RunOutcome {
    return { choices: this.#choices, steps: this.#steps, violations, stuck };
  }

  #begin(name: string, act: () => Promise<Answer>): void {
    this.#underWay += 1;
    const beganAtStep = this.#choices.length;
    actingAs(name, act).then(
      (answer) => {
        this.#underWay -= 1;
        this.#ended[name] = { ...answer, beganAtStep, endedAtStep: this.#choices.length };
        this.#steps.push({ actor: name, kind: 'answered', label: describeAnswer(answer) });
      },
      (error: unknown) => this.#failed.push(error),
    );
  }

  #take(options: readonly Option[], picked: number): void {
    const option = options[picked];
    if (option === undefined) {
      throw new RangeError(
        `choice ${this.#choices.length} has ${options.length} options, not ${picked}`,
      );
    }
    this.#choices.push({ picked, of: options.length });
    this.#steps.push(option.step);
    option.take();
  }

  #late(latecomers: Map<string, () => Promise<Answer>>): readonly Option[] {
    return [...latecomers].map(([actor, act]) => ({
      step: { actor, kind: 'begins', label: 'begins' },
      take: () => {
        latecomers.delete(actor);
        this.#begin(actor, act);
      },
    }));
  }
}

function happening(events: Map<string, Events[string]>): readonly Option[] {
  return [...events].map(([label, happen]) => ({
    step: { actor: 'lab', kind: 'event', label },
    take: () => {
      events.delete(label);
      for (const [next, act] of Object.entries(happen() ?? {})) events.set(next, act);
    },
  }));
}
