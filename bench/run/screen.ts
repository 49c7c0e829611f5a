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
  /** Of a terminal that can replace a line, its width now; null for anything else. */
  readonly terminal: { columns(): number } | null;
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

export function createScreen({ write, terminal, now, plan }: ScreenOptions): Screen {
  const forecast = createForecast(plan, now);
  const openedAtMs = now();
  let phaseName = '';
  let lastDrawnTenth = -1;
  let progress = '';

  /** Adds the time, because a log must show which phase took long. */
  const log = (line: string) => write(`${clockTime(now() - openedAtMs)} ${line}\n`);
  const left = () => `about ${describeDuration(forecast.leftMs())} left`;
  const clearLine = () => {
    if (terminal !== null) write('\r\x1b[K');
  };
  /** A line that is longer than the terminal would wrap, and the next one could not replace it. */
  const draw = (columns: number) => write(`\r\x1b[K${progress.slice(0, columns - 1)}`);

  return {
    say(line) {
      clearLine();
      write(`${line}\n`);
      if (terminal !== null) draw(terminal.columns());
    },
    phase(name) {
      phaseName = name;
      lastDrawnTenth = -1;
      forecast.enter(name);
      if (terminal === null) {
        log(`${name} (${left()} in all)`);
        return;
      }
      progress = `${left()}  ${name} …`;
      draw(terminal.columns());
    },
    step(done, total) {
      forecast.step(done, total);
      const tenth = Math.floor((10 * done) / total);
      if (terminal === null) {
        // One line per half keeps a log short.
        if (tenth >= 5 && lastDrawnTenth < 5) log(`${phaseName}: ${done} of ${total}`);
        lastDrawnTenth = tenth;
        return;
      }
      progress = `${left()}  ${bar(done / total)}  ${done}/${total}  ${phaseName}`;
      draw(terminal.columns());
    },
    end() {
      clearLine();
      progress = '';
    },
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
