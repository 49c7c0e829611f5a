import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Balancer } from '../../../../infra/stack/stack.ts';
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

/**
 * All that the balancer has logged. It logs in batches and writes what is left when it is told to reload, which also
 * ends its workers: only to be asked when no load is running.
 */
export async function readAccessLog(
  balancer: Pick<Balancer, 'accessLogPath' | 'reload'>,
): Promise<string> {
  await balancer.reload();
  // Where it cannot be read there are no figures; the ledger says so with null.
  return await readFile(balancer.accessLogPath, 'utf8').catch(() => '');
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
