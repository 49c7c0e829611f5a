/** The settings of every planted server: its part of the contract between a replica and the lab. */
interface PlantedServer {
  readonly replica: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
}

function plantedServer(): PlantedServer {
  const { REPLICA = 'planted', HOST = '127.0.0.1', PORT, METRICS_PORT } = process.env;
  return { replica: REPLICA, host: HOST, port: Number(PORT), metricsPort: Number(METRICS_PORT) };
}

export interface PlantedDelay extends PlantedServer {
  /** The server waits this long before each answer. */
  readonly delayMs: number;
  /** The server closes the connection without a word after this many answers; 0: never. */
  readonly closeAfter: number;
}

export function plantedDelay(): PlantedDelay {
  return {
    ...plantedServer(),
    delayMs: Number(process.env.PLANTED_DELAY_MS ?? 0),
    closeAfter: Number(process.env.PLANTED_CLOSE_AFTER ?? 0),
  };
}

/** How a planted server takes credentials back. */
export interface PlantedRevocation extends PlantedServer {
  /**
   * The server accepts a revoked credential for exactly this long, as a cache does that was filled at the revocation.
   */
  readonly staleMs: number;
  /** The server notices a revocation at the next multiple of this period; null: at once. */
  readonly pollMs: number | null;
  /** The server accepts a revoked credential again from this long after its revocation on; null: never. */
  readonly backAfterMs: number | null;
}

export function plantedRevocation(): PlantedRevocation {
  const { PLANTED_STALE_MS, PLANTED_POLL_MS, PLANTED_BACK_AFTER_MS } = process.env;
  return {
    ...plantedServer(),
    staleMs: Number(PLANTED_STALE_MS ?? 0),
    pollMs: PLANTED_POLL_MS === undefined ? null : Number(PLANTED_POLL_MS),
    backAfterMs: PLANTED_BACK_AFTER_MS === undefined ? null : Number(PLANTED_BACK_AFTER_MS),
  };
}

/** The variable that gives a real replica planted work, beside its own settings. */
export const extraWorkVariable = 'PLANTED_WORK_STEPS';

/** Steps of `burn` on each measured request. */
export function extraWorkSteps(): number {
  return Number(process.env[extraWorkVariable] ?? 0);
}
