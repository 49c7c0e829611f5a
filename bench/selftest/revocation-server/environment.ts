/** How a planted server takes credentials back; each off when absent. */
export interface PlantedRevocation {
  readonly replica: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** A revoked credential is accepted for exactly this long: a cache that was filled at the revocation. */
  readonly staleMs: number;
  /** What is revoked is noticed at the next multiple of this period. */
  readonly pollMs: number | null;
  /** A revoked credential is accepted again from this long after its revocation on. */
  readonly backAfterMs: number | null;
}

export function plantedRevocation(): PlantedRevocation {
  const { REPLICA = 'planted', HOST = '127.0.0.1', PORT, METRICS_PORT } = process.env;
  const { PLANTED_STALE_MS, PLANTED_POLL_MS, PLANTED_BACK_AFTER_MS } = process.env;
  return {
    replica: REPLICA,
    host: HOST,
    port: Number(PORT),
    metricsPort: Number(METRICS_PORT),
    staleMs: Number(PLANTED_STALE_MS ?? 0),
    pollMs: PLANTED_POLL_MS === undefined ? null : Number(PLANTED_POLL_MS),
    backAfterMs: PLANTED_BACK_AFTER_MS === undefined ? null : Number(PLANTED_BACK_AFTER_MS),
  };
}
