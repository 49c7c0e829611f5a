import { accessOf, type KeyUsers } from './access.ts';
import type { VirtualClock } from './machine/clock.ts';
import { actingAs, type Machine } from './machine/machine.ts';
import type { Answer } from './replica.ts';
import type { Ended, Events, Play, Scenario, Violation } from './scenario.ts';
import { type Explored, Stage } from './stage.ts';
import { describeAnswer, labelOf, type Step, stepOf, textsOf } from './step.ts';
import type { StoreLink, WaitingCommand } from './store-link.ts';

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

interface Option {
  readonly step: Step;
  readonly take: () => void;
}

/** More choices than the longest scenario needs. */
const longestOrder = 200;

/** Runs a scenario in one order. */
export class Run {
  readonly #scenario: Scenario;
  readonly #machine: Machine;
  readonly #explored: Explored;
  /** Which keys actors share, by the orders that were run before. */
  readonly #known: KeyUsers;
  /** Is told what this run adds to that. */
  readonly #learned: KeyUsers;
  readonly #steps: Step[] = [];
  readonly #choices: Choice[] = [];
  readonly #ended: Record<string, Ended> = {};
  readonly #failed: unknown[] = [];
  #underWay = 0;
  #timeoutsLeft: number;
  #hasLearned = false;

  constructor(
    machine: Machine,
    explored: Explored,
    scenario: Scenario,
    users: { readonly known: KeyUsers; readonly learned: KeyUsers },
  ) {
    this.#machine = machine;
    this.#explored = explored;
    this.#scenario = scenario;
    this.#known = users.known;
    this.#learned = users.learned;
    this.#timeoutsLeft = scenario.mayHappen?.timeouts ?? 0;
  }

  /** Whether actors have shared keys that they were not known to share. */
  get hasLearned(): boolean {
    return this.#hasLearned;
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
      await this.#settle(stage);
      const [failure] = this.#failed;
      if (failure !== undefined) throw failure;
      const options = [...this.#optionsOf(stage), ...this.#late(latecomers), ...happening(events)];
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

  /** Takes every step that can make no difference to another actor, until there is none left. */
  async #settle(stage: Stage): Promise<void> {
    const { store } = stage;
    for (;;) {
      await stage.settled();
      let moved = false;
      for (const link of [...store.links]) {
        while (link.takesCommand && !this.#isStep(link.waiting[0])) {
          this.#steps.push(stepOf(store.carryOut(link)));
          moved = true;
        }
        while (link.onTheWay.length > 0 && !this.#isDeliveryStep(link)) {
          store.deliver(link);
          moved = true;
        }
      }
      if (!moved) return;
    }
  }

  #isStep(command: WaitingCommand | undefined): boolean {
    if (command === undefined) return false;
    if (this.#scenario.mayHappen?.atOnce?.includes(command.actor)) return false;
    const access = accessOf(textsOf(command));
    if (this.#learned.note(command.actor, access)) this.#hasLearned = true;
    const names = this.#scenario.mayHappen?.alsoSteps ?? [];
    const name = labelOf(command);
    return names.some((each) => name.startsWith(each)) || this.#known.meets(command.actor, access);
  }

  #isDeliveryStep(link: StoreLink): boolean {
    const [first] = link.onTheWay;
    if (first !== undefined && this.#scenario.mayHappen?.atOnce?.includes(first.actor))
      return false;
    if (first?.cause !== 'reply') return true;
    return this.#scenario.mayHappen?.lateAnswers?.includes(first.actor) === true;
  }

  #optionsOf({ store, clock }: Stage): readonly Option[] {
    return store.links.flatMap((link) => {
      const options: Option[] = [];
      const [command] = link.waiting;
      if (link.takesCommand && command !== undefined) {
        options.push({ step: stepOf(command), take: () => store.carryOut(link) });
        options.push(...this.#timeoutOf(command, clock));
      }
      const [answer] = link.onTheWay;
      if (answer !== undefined) {
        const step = { actor: answer.actor, kind: 'delivery', label: answer.cause } as const;
        options.push({ step, take: () => store.deliver(link) });
      }
      return options;
    });
  }

  /** The one who has sent a command that writes may give up. The command still waits to be carried out. */
  #timeoutOf(command: WaitingCommand, clock: VirtualClock): readonly Option[] {
    if (this.#timeoutsLeft === 0 || accessOf(textsOf(command)).writes.length === 0) return [];
    const timers = clock
      .waiting()
      .filter(({ actor, delayMs }) => actor === command.actor && delayMs === commandTimeoutMs);
    if (timers.length === 0) return [];
    const take = () => {
      this.#timeoutsLeft -= 1;
      for (const timer of timers) clock.fire(timer);
    };
    return [{ step: { actor: command.actor, kind: 'timeout', label: labelOf(command) }, take }];
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

/** The time that a request waits for Redis (apps/shared/store/redis.ts). */
const commandTimeoutMs = 250;

function happening(events: Map<string, Events[string]>): readonly Option[] {
  return [...events].map(([label, happen]) => ({
    step: { actor: 'lab', kind: 'event', label },
    take: () => {
      events.delete(label);
      for (const [next, act] of Object.entries(happen() ?? {})) events.set(next, act);
    },
  }));
}
