import { accessOf, type KeyUsers } from './access.ts';
import type { VirtualClock } from './machine/clock.ts';
import type { Possibilities } from './scenario.ts';
import type { Stage } from './stage.ts';
import { labelOf, type Step, stepOf, textsOf } from './step.ts';
import type { StoreHost } from './store-host.ts';
import type { StoreLink, WaitingCommand } from './store-link.ts';

/** A step that can be taken now. */
export interface Option {
  readonly step: Step;
  readonly take: () => void;
}

/** Which keys actors share. */
export interface Users {
  /** By the orders that were run before. */
  readonly known: KeyUsers;
  /** Is told what this run adds to that. */
  readonly learned: KeyUsers;
}

/** The time that a request waits for Redis (apps/shared/store/redis.ts). */
const commandTimeoutMs = 250;

/** Tells the commands and answers that are steps from those that can make no difference. */
export class StoreSteps {
  readonly #mayHappen: Possibilities;
  readonly #users: Users;
  #timeoutsLeft: number;
  /** Whether actors have shared keys that they were not known to share. */
  hasLearned = false;

  constructor(mayHappen: Possibilities, users: Users) {
    this.#mayHappen = mayHappen;
    this.#users = users;
    this.#timeoutsLeft = mayHappen.timeouts ?? 0;
  }

  /**
   * Takes every step that can make no difference to another actor, until there is none left.
   * @param onStep hears of each at the moment at which it is taken
   */
  async settle(stage: Stage, onStep: (step: Step) => void): Promise<void> {
    for (;;) {
      await stage.settled();
      const moved = stage.store.links.map((link) => this.#advance(stage.store, link, onStep));
      if (!moved.includes(true)) return;
    }
  }

  /** Returns whether anything was carried out or delivered. */
  #advance(store: StoreHost, link: StoreLink, onStep: (step: Step) => void): boolean {
    let moved = false;
    while (link.takesCommand && !this.#isStep(link.waiting[0])) {
      onStep(stepOf(store.carryOut(link)));
      moved = true;
    }
    while (link.onTheWay.length > 0 && !this.#isDeliveryStep(link)) {
      store.deliver(link);
      moved = true;
    }
    return moved;
  }

  #isStep(command: WaitingCommand | undefined): boolean {
    if (command === undefined) return false;
    if (this.#mayHappen.atOnce?.includes(command.actor)) return false;
    const access = accessOf(textsOf(command));
    if (this.#users.learned.note(command.actor, access)) this.hasLearned = true;
    const names = this.#mayHappen.alsoSteps ?? [];
    const name = labelOf(command);
    return (
      names.some((each) => name.startsWith(each)) || this.#users.known.meets(command.actor, access)
    );
  }

  #isDeliveryStep(link: StoreLink): boolean {
    const [first] = link.onTheWay;
    if (first !== undefined && this.#mayHappen.atOnce?.includes(first.actor)) return false;
    if (first?.cause !== 'reply') return true;
    return this.#mayHappen.lateAnswers?.includes(first.actor) === true;
  }

  /** The steps that can be taken now, in an order that is the same in every run. */
  options({ store, clock }: Stage): readonly Option[] {
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
}
