import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { LedgerRow } from '../../../result/lookup.ts';

export type BytesPerRequest = Pick<
  LedgerRow,
  'requestBytes' | 'responseBytes' | 'replicaRequestBytes' | 'replicaResponseBytes'
>;

/** When the counted requests of an arm were sent and answered, in seconds since the epoch as nginx logs them. */
export interface CountedWindow {
  readonly arm: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** One line of the balancer's log (`infra/nginx/render.ts`): bytes from and to the client, to and from the replica. */
const accessLine = z.object({
  t: z.number(),
  arm: z.string(),
  rl: z.number(),
  bs: z.number(),
  ubs: z.coerce.number(),
  ubr: z.coerce.number(),
});

/** The balancer writes its log in batches, at the latest after a second (`infra/nginx/settings.ts`). */
const patienceMs = 3_000;
const pollMs = 100;

/** The balancer's log once it holds lines of every window; what there is by then, where it does not. */
export async function readAccessLog(
  path: string,
  windows: readonly CountedWindow[],
): Promise<string> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    // Where it cannot be read there are no figures; the ledger says so with null.
    const log = await readFile(path, 'utf8').catch(() => '');
    const complete = windows.every((window) => bytesPerRequest(log, window).requestBytes !== null);
    if (complete || performance.now() > deadlineMs) return log;
    await sleep(pollMs);
  }
}

/** Means over the arm's lines of its window, all null without one. A line that is cut off is passed over. */
export function bytesPerRequest(log: string, window: CountedWindow): BytesPerRequest {
  const lines = log.split('\n').flatMap((line) => {
    const parsed = accessLine.safeParse(parseJson(line));
    if (!parsed.success || parsed.data.arm !== window.arm) return [];
    const { t } = parsed.data;
    return t >= window.fromSeconds && t <= window.toSeconds ? [parsed.data] : [];
  });
  const mean = (read: (line: z.infer<typeof accessLine>) => number) =>
    lines.length === 0 ? null : lines.reduce((sum, line) => sum + read(line), 0) / lines.length;
  return {
    requestBytes: mean(({ rl }) => rl),
    responseBytes: mean(({ bs }) => bs),
    replicaRequestBytes: mean(({ ubs }) => ubs),
    replicaResponseBytes: mean(({ ubr }) => ubr),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
