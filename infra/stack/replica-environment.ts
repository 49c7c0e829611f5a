import type { Secrets } from './accounts.ts';
import type { ArmSpec } from './stack.ts';

export interface ReplicaPlace {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  readonly redisUrl: string;
  readonly keysFile: string;
}

/**
 * All that a replica is told: the table in apps/README.md. Nothing is inherited from the harness, so that a variable of
 * the shell (NODE_OPTIONS, say) cannot change one run and not the next.
 */
export function replicaEnvironment(
  spec: ArmSpec,
  place: ReplicaPlace,
  secrets: Secrets,
): Record<string, string> {
  return {
    NODE_ENV: 'production',
    ARM: spec.arm,
    REPLICA: place.name,
    HOST: place.host,
    PORT: String(place.port),
    METRICS_PORT: String(place.metricsPort),
    REDIS_URL: place.redisUrl,
    SESSION_SECRET: secrets.session,
    KEYS_FILE: place.keysFile,
    LOAD_ACCOUNT_SECRET: secrets.loadAccount,
    ...spec.environment,
  };
}
