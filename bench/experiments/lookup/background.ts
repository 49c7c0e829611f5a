import { setTimeout as sleep } from 'node:timers/promises';
import type { Arm, StoreCounters } from '../../../infra/stack/stack.ts';

/** What was done at a Redis between two readings of its counters. */
export interface Work {
  /** Calls by command, without those that belong to a connection. */
  readonly commands: Readonly<Record<string, number>>;
  readonly reads: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/**
 * Commands that belong to a connection and not to a request: opening it, asking whether it lives, reading counters.
 * They are left out of the ledger; none of them is how a contender checks a credential.
 */
const connectionCommands = new Set([
  'info',
  'ping',
  'hello',
  'client',
  'auth',
  'select',
  'command',
  'config',
]);

export function workBetween(before: StoreCounters, after: StoreCounters): Work {
  const commands: Record<string, number> = {};
  for (const [command, calls] of Object.entries(after.calls)) {
    const delta = calls - (before.calls[command] ?? 0);
    const [family = command] = command.split('|');
    if (delta > 0 && !connectionCommands.has(family)) commands[command] = delta;
  }
  return {
    commands,
    reads: after.reads - before.reads,
    inputBytes: after.inputBytes - before.inputBytes,
    outputBytes: after.outputBytes - before.outputBytes,
  };
}

/** Work that goes on whether requests come or not: a heartbeat, a log that is followed. Per second. */
export type Background = Work;

const watchMs = 2_000;

/** Watches idle arms, all at once. By the name of the arm. */
export async function watchBackground(
  arms: readonly Arm[],
): Promise<ReadonlyMap<string, Background>> {
  const readAll = () =>
    Promise.all(
      arms.map(async ({ store }) => ({ atMs: performance.now(), at: await store.counters() })),
    );
  const before = await readAll();
  await sleep(watchMs);
  const after = await readAll();
  return new Map(
    arms.map(({ spec }, index) => {
      const [from, to] = [before[index], after[index]];
      if (from === undefined || to === undefined) throw new RangeError('an arm was not read');
      return [spec.arm, scaled(workBetween(from.at, to.at), 1_000 / (to.atMs - from.atMs))];
    }),
  );
}

/** What is left of `work` without the background of these seconds. Never below nothing: the background is not even. */
export function withoutBackground(work: Work, background: Background, seconds: number): Work {
  const rest = (all: number, perSecond: number) => Math.max(0, all - perSecond * seconds);
  const commands = Object.entries(work.commands)
    .map(([name, calls]): [string, number] => [name, rest(calls, background.commands[name] ?? 0)])
    .filter(([, calls]) => calls > 0);
  return {
    commands: Object.fromEntries(commands),
    reads: rest(work.reads, background.reads),
    inputBytes: rest(work.inputBytes, background.inputBytes),
    outputBytes: rest(work.outputBytes, background.outputBytes),
  };
}

export function scaled({ commands, reads, inputBytes, outputBytes }: Work, factor: number): Work {
  return {
    commands: Object.fromEntries(
      Object.entries(commands).map(([name, calls]) => [name, calls * factor]),
    ),
    reads: reads * factor,
    inputBytes: inputBytes * factor,
    outputBytes: outputBytes * factor,
  };
}

export function commandsOf({ commands }: Work): number {
  return Object.values(commands).reduce((sum, calls) => sum + calls, 0);
}
