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

/** The progress of a phase that has begun. An experiment may enter it several times, for example once per boot. */
interface Progress {
  /** The time of all earlier visits. */
  spentMs: number;
  /** The share of its steps that are done, 0 to 1. */
  share: number;
  /** The share when the current step is done; 1 for a phase that reports no steps. */
  shareWhenLeft: number;
}

const newProgress = (): Progress => ({ spentMs: 0, share: 0, shareWhenLeft: 1 });

/** Counts the time left, from the plan and, once a phase has told steps, from its own speed. */
function createForecast(plan: ReadonlyMap<string, number>, now: () => number) {
  const begun = new Map<string, Progress>();
  let current: Progress = newProgress();
  let startedAtMs = now();

  const spentMs = (progress: Progress) =>
    progress.spentMs + (progress === current ? now() - startedAtMs : 0);
  const leftOf = ([name, expectedMs]: readonly [string, number]) => {
    const progress = begun.get(name);
    if (progress === undefined || progress.share === 0) return expectedMs;
    return (spentMs(progress) * (1 - progress.share)) / progress.share;
  };

  return {
    enter(name: string) {
      current.spentMs = spentMs(current);
      current.share = current.shareWhenLeft;
      current = begun.get(name) ?? newProgress();
      begun.set(name, current);
      startedAtMs = now();
    },
    step(done: number, total: number) {
      current.share = done / total;
      current.shareWhenLeft = Math.min(1, (done + 1) / total);
    },
    leftMs: () => [...plan].reduce((sum, phase) => sum + leftOf(phase), 0),
  };
}

export function createScreen({ write, isTerminal, now, plan }: ScreenOptions): Screen {
  const forecast = createForecast(plan, now);
  const openedAtMs = now();
  let phaseName = '';
  let lastDrawnTenth = -1;

  /** Adds the time, because a log must show which phase took long. */
  const log = (line: string) => write(`${clockTime(now() - openedAtMs)} ${line}\n`);
  const clearLine = () => {
    if (isTerminal) write('\r\x1b[K');
  };

  return {
    say(line) {
      clearLine();
      write(`${line}\n`);
    },
    phase(name) {
      clearLine();
      phaseName = name;
      lastDrawnTenth = -1;
      forecast.enter(name);
      if (isTerminal) write(`${name} …`);
      else log(`${name} (about ${describeDuration(forecast.leftMs())} left in all)`);
    },
    step(done, total) {
      forecast.step(done, total);
      const tenth = Math.floor((10 * done) / total);
      if (!isTerminal) {
        // One line per half keeps a log short.
        if (tenth >= 5 && lastDrawnTenth < 5) log(`${phaseName}: ${done} of ${total}`);
        lastDrawnTenth = tenth;
        return;
      }
      const left = describeDuration(forecast.leftMs());
      write(`\r\x1b[K${phaseName}  ${bar(done / total)}  ${done}/${total}  about ${left} left`);
    },
    end: clearLine,
  };
}

function bar(share: number): string {
  const filled = Math.round(20 * Math.min(1, share));
  return '━'.repeat(filled) + '─'.repeat(20 - filled);
}

/** `0:07`, `12:31`: minutes and seconds since the run began. */
function clockTime(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `45 s`, `3 min`: rounded up, because a wait may end early and must not end late. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
