import type { Moment, PartState } from './stack.ts';

/**
 * What a driver can do to one program of the lab and everything that it forked. All that is common to the drivers
 * (`part.ts`, `replica.ts`, `store.ts`, `balancer.ts`) is built on this; a driver brings nothing else.
 */
export interface ProgramControl {
  state(): PartState;
  /** No effect on a program that runs or is frozen. `environment` is added to the one it was planned with. */
  start(environment?: Readonly<Record<string, string>>): Promise<Moment>;
  /** SIGKILL to the program and its children. Resolves when all of them are gone. */
  kill(): Promise<Moment>;
  /** SIGSTOP to the program and its children. Rejects with `not_possible` when it is stopped. */
  freeze(): Promise<Moment>;
  /** SIGCONT. No effect on a program that runs or is stopped. */
  resume(): Promise<Moment>;
  /** SIGTERM. Resolves when the program is gone; rejects with `part_silent` when it is not after `timeoutMs`. */
  end(timeoutMs: number): Promise<Moment>;
  logTail(lines: number): Promise<readonly string[]>;
}
