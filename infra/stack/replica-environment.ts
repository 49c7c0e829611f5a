import { contenderNamed } from '../contenders/contenders.ts';
import { type Secrets, storePassword } from './accounts.ts';
import type { ArmSpec } from './stack.ts';

export interface ReplicaPlace {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** `host:port` of its store, or of the link to it. */
  readonly store: string;
  readonly keysFile: string;
}

/**
 * All that a replica is told: the table in apps/README.md. It learns the secrets of its own app and arm, and no other.
 * It inherits nothing from the harness, because a variable of the shell (NODE_OPTIONS, say) would change one run and not
 * the next.
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
    REDIS_URL: `redis://:${storePassword(spec.arm, secrets)}@${place.store}`,
    LOAD_ACCOUNT_SECRET: secrets.loadAccount,
    ...secretsOfApp(spec.contender, { session: secrets.session, keysFile: place.keysFile }),
    ...spec.environment,
  };
}

/** What only the app of this contender reads: the secret of the sessions, or the file of the private keys. */
export function secretsOfApp(
  contender: string,
  { session, keysFile }: { readonly session: string; readonly keysFile: string },
): Record<string, string> {
  const { app } = contenderNamed(contender);
  switch (app) {
    case 'sessions':
      return { SESSION_SECRET: session };
    case 'tokens':
      return { KEYS_FILE: keysFile };
    case 'floor':
      return {};
    default:
      return app satisfies never;
  }
}
