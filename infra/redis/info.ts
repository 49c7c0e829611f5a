import type { StoreCounters } from '../stack/stack.ts';

/** The lines `name:value` of an INFO reply. */
export function parseInfo(reply: string): ReadonlyMap<string, string> {
  const lines = reply.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

/** The traffic that the lab caused itself by reading the counters. It is subtracted from them. */
export interface OwnTraffic {
  readonly reads: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** The counters in a reply to `INFO all`. `calls` does not contain INFO itself. */
export function countersFrom(reply: string, own: OwnTraffic): StoreCounters {
  const info = parseInfo(reply);
  return {
    calls: callsPerCommand(info),
    reads: numberOf(info, 'total_reads_processed') - own.reads,
    inputBytes: numberOf(info, 'total_net_input_bytes') - own.inputBytes,
    outputBytes: numberOf(info, 'total_net_output_bytes') - own.outputBytes,
    cpuUs: Math.round(
      (numberOf(info, 'used_cpu_user') + numberOf(info, 'used_cpu_sys')) * 1_000_000,
    ),
  };
}

/** Reads lines such as `cmdstat_client|setinfo:calls=2,usec=3,…`. */
function callsPerCommand(info: ReadonlyMap<string, string>): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const [name, value] of info) {
    const command = /^cmdstat_(.+)$/.exec(name)?.[1];
    if (command === undefined || command === 'info') continue;
    calls[command] = Number(/^calls=(\d+)/.exec(value)?.[1]);
  }
  return calls;
}

function numberOf(info: ReadonlyMap<string, string>, name: string): number {
  const value = Number(info.get(name));
  if (Number.isNaN(value)) throw new Error(`INFO of Redis has no number "${name}"`);
  return value;
}
