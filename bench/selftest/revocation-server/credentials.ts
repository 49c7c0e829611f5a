import type { PlantedRevocation } from '../environment.ts';

export interface PlantedCredentials {
  /** A new credential. */
  issue(): string;
  revoke(credential: string): void;
  isAccepted(credential: string): boolean;
}

/** Decided at each request from two stamps: no timer that could be late. `now` in milliseconds. */
export function createPlantedCredentials(
  { staleMs, pollMs, backAfterMs }: Pick<PlantedRevocation, 'staleMs' | 'pollMs' | 'backAfterMs'>,
  now: () => number,
): PlantedCredentials {
  const revokedAtMs = new Map<string, number | null>();
  const noticed = (atMs: number) =>
    pollMs === null || Math.floor(now() / pollMs) > Math.floor(atMs / pollMs);
  return {
    issue() {
      const credential = `planted-${revokedAtMs.size}`;
      revokedAtMs.set(credential, null);
      return credential;
    },
    revoke: (credential) => {
      if (revokedAtMs.get(credential) === null) revokedAtMs.set(credential, now());
    },
    isAccepted(credential) {
      const atMs = revokedAtMs.get(credential);
      if (atMs === undefined) return false;
      if (atMs === null) return true;
      const sinceMs = now() - atMs;
      if (backAfterMs !== null && sinceMs >= backAfterMs) return true;
      return sinceMs < staleMs || !noticed(atMs);
    },
  };
}
