import type { ProbeLog } from '../../load/probe.ts';

/** For this long nothing may have been accepted, and something refused, before a replica counts as settled. */
const quietMs = 20;

/**
 * Whether every replica has settled on refusing: after t_ack it has refused, over at least `quietMs`, and has accepted
 * nothing that was sent since. Ends the fine watch only; whether it stays so, the thin watch sees.
 */
export function allRefuse(log: ProbeLog, names: readonly string[], ackMs: number): boolean {
  return names.every((name) => {
    const probes = log.get(name) ?? [];
    let firstRefusalMs: number | null = null;
    let lastMs = ackMs;
    // From the newest back to the last accepted one, or to t_ack.
    for (let index = probes.length - 1; index >= 0; index -= 1) {
      const probe = probes[index];
      if (probe === undefined || probe.verdict === 'accepted' || probe.sentMs < ackMs) break;
      if (probe.verdict !== 'refused') continue;
      firstRefusalMs = probe.sentMs;
      lastMs = Math.max(lastMs, probe.doneMs);
    }
    return firstRefusalMs !== null && lastMs - firstRefusalMs >= quietMs;
  });
}
