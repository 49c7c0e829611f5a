import { readdirSync, readFileSync } from 'node:fs';
import type { StackDriver } from '../../infra/stack/stack.ts';

/** Processor time since the machine started, in ticks of a hundredth of a second (proc(5)). */
export interface ProcessorTime {
  /** Of all processors together, whatever they did. */
  readonly all: number;
  /** Of all programs. The kernel's own interrupts are left out: most of them carry the lab's requests. */
  readonly programs: number;
  /** Of the lab: of this process, of the engine of its containers, and of every process that descends from them. */
  readonly lab: number;
}

/**
 * Starts a watch over the machine. The returned function says which share of all processor time, 0 to 1, went to
 * programs that are not the lab's. Null: it cannot be told (no /proc).
 * @param driver with `compose` the containers of this machine count as the lab's: whose they are cannot be told here
 */
export function watchOtherPrograms(
  driver: StackDriver,
  read: () => ProcessorTime | null = () => readProcessorTime(driver),
): () => number | null {
  const before = read();
  return () => {
    const after = read();
    if (before === null || after === null || after.all <= before.all) return null;
    const others = after.programs - before.programs - (after.lab - before.lab);
    // The kernel rounds each process to whole ticks, so the lab may seem to have used more than all programs.
    return Math.max(0, others / (after.all - before.all));
  };
}

function readProcessorTime(driver: StackDriver): ProcessorTime | null {
  try {
    const isLab = ({ pid, name }: ProcessTicks) =>
      pid === process.pid || (driver === 'compose' && isContainerEngine(name));
    const machine = parseMachine(readFileSync('/proc/stat', 'utf8'));
    return { ...machine, lab: ticksOfTrees(isLab, readProcesses()) };
  } catch {
    return null;
  }
}

/** The fields of proc(5): user nice system idle iowait irq softirq steal (guest times are inside user). */
export function parseMachine(procStat: string): Pick<ProcessorTime, 'all' | 'programs'> {
  const [, ...ticks] = (procStat.split('\n', 1)[0] ?? '').trim().split(/\s+/).slice(0, 9);
  const [user = 0, nice = 0, system = 0] = ticks.map(Number);
  return {
    all: ticks.reduce((sum, tick) => sum + Number(tick), 0),
    programs: user + nice + system,
  };
}

/** Containers, and the proxies of their ports, descend from it. */
function isContainerEngine(name: string): boolean {
  return name === 'dockerd' || name.startsWith('containerd');
}

export interface ProcessTicks {
  readonly pid: number;
  /** Of its program, 15 characters at most. */
  readonly name: string;
  readonly parent: number;
  /** Its own time, and that of its children that have ended. */
  readonly ticks: number;
}

/** One line of `/proc/<pid>/stat`. The name stands in brackets and may hold anything, brackets and blanks included. */
export function parseProcess(stat: string): ProcessTicks {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return {
    pid: Number.parseInt(stat, 10),
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    parent: Number(fields[1]),
    ticks: (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0),
  };
}

function readProcesses(): ProcessTicks[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [parseProcess(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
      } catch {
        // It has ended since the folder was read.
        return [];
      }
    });
}

/** The ticks of these roots and of all processes that descend from them, each counted once. */
export function ticksOfTrees(
  isRoot: (process: ProcessTicks) => boolean,
  processes: readonly ProcessTicks[],
): number {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const found = new Set(processes.filter(isRoot));
  // A set is walked in the order of its entries, those included that come while it is walked.
  for (const { pid } of found) for (const child of children.get(pid) ?? []) found.add(child);
  return [...found].reduce((sum, { ticks }) => sum + ticks, 0);
}
