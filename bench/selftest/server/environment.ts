/** What a planted server is told; the part of the contract between a replica and the lab that it keeps. */
export interface PlantedEnvironment {
  readonly replica: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** Each answer waits this long first. */
  readonly delayMs: number;
  /** The connection is closed without a word after so many answers; 0: never. */
  readonly closeAfter: number;
}

export function plantedEnvironment(): PlantedEnvironment {
  const { REPLICA = 'planted', HOST = '127.0.0.1', PORT, METRICS_PORT } = process.env;
  return {
    replica: REPLICA,
    host: HOST,
    port: Number(PORT),
    metricsPort: Number(METRICS_PORT),
    delayMs: Number(process.env.PLANTED_DELAY_MS ?? 0),
    closeAfter: Number(process.env.PLANTED_CLOSE_AFTER ?? 0),
  };
}
