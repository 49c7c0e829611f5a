import { readFileSync } from 'node:fs';

/** Ticks of all CPUs since boot, from the first line of /proc/stat; see proc(5). */
interface CpuTicks {
  readonly total: number;
  readonly steal: number;
}

/** The fields of proc(5): user nice system idle iowait irq softirq steal (guest times are inside user). */
export function parseCpuTicks(procStat: string): CpuTicks | null {
  const line = procStat.split('\n').find((text) => text.startsWith('cpu '));
  if (line === undefined) return null;
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const steal = ticks[7];
  if (steal === undefined || ticks.some((tick) => !Number.isFinite(tick))) return null;
  return { total: ticks.reduce((sum, tick) => sum + tick, 0), steal };
}

/** Starts a watch over the host; the returned function tells the share of CPU time that other guests took meanwhile. */
export function watchSteal(read: () => string | null = readProcStat): () => number | null {
  const before = parseTicks(read());
  return () => {
    const after = parseTicks(read());
    if (before === null || after === null || after.total <= before.total) return null;
    return (after.steal - before.steal) / (after.total - before.total);
  };
}

function parseTicks(text: string | null): CpuTicks | null {
  return text === null ? null : parseCpuTicks(text);
}

/** Null where there is no /proc: the gate then says that steal could not be read. */
function readProcStat(): string | null {
  try {
    return readFileSync('/proc/stat', 'utf8');
  } catch {
    return null;
  }
}
