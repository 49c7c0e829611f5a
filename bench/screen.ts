/**
 * What the run says while it works. It draws only when called, never on a timer: a spinner would run on the cores
 * that are being measured. Without a terminal every event is a plain line.
 */
export interface Screen {
  /** A line that stays. */
  say(line: string): void;
  /** A phase of known share of the whole run begins. */
  phase(name: string): void;
  /** Progress within the phase, `done` of `total` steps. */
  step(done: number, total: number): void;
  /** Takes the line of progress away. */
  end(): void;
}

export interface ScreenOptions {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly now: () => number;
  /** Expected milliseconds of each phase, in order: the plan that the time left is counted from. */
  readonly plan: ReadonlyMap<string, number>;
}

export function createScreen({ write, isTerminal, now, plan }: ScreenOptions): Screen {
  let phaseName = '';
  let phaseStartedAt = now();
  let lastDrawnTenth = -1;
  const seen = new Set<string>();

  const clearLine = () => {
    if (isTerminal) write('\r\x1b[K');
  };
  const leftAfterThisPhaseMs = () =>
    [...plan]
      .filter(([name]) => !seen.has(name))
      .reduce((sum, [, expectedMs]) => sum + expectedMs, 0);

  return {
    say(line) {
      clearLine();
      write(`${line}\n`);
    },
    phase(name) {
      clearLine();
      phaseName = name;
      phaseStartedAt = now();
      lastDrawnTenth = -1;
      seen.add(name);
      const leftMs = (plan.get(name) ?? 0) + leftAfterThisPhaseMs();
      if (isTerminal) write(`${name} …`);
      else write(`${name} (about ${describeDuration(leftMs)} left in all)\n`);
    },
    step(done, total) {
      const tenth = Math.floor((10 * done) / total);
      if (!isTerminal) {
        // One line per half keeps a log short.
        if (tenth >= 5 && lastDrawnTenth < 5) write(`${phaseName}: ${done} of ${total}\n`);
        lastDrawnTenth = tenth;
        return;
      }
      const elapsedMs = now() - phaseStartedAt;
      const restOfPhaseMs =
        done === 0 ? (plan.get(phaseName) ?? 0) : (elapsedMs * (total - done)) / done;
      const left = describeDuration(restOfPhaseMs + leftAfterThisPhaseMs());
      write(`\r\x1b[K${phaseName}  ${bar(done / total)}  ${done}/${total}  about ${left} left`);
    },
    end: clearLine,
  };
}

function bar(share: number): string {
  const filled = Math.round(20 * Math.min(1, share));
  return '━'.repeat(filled) + '─'.repeat(20 - filled);
}

/** `45 s`, `3 min`: rounded up, because a wait that ends early annoys nobody. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
