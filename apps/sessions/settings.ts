import { z } from 'zod';
import { type Config, positive, secret } from '../shared/config.ts';

/** The environment variables that only the session contenders read. */
export const environment = z.object({
  SESSION_SECRET: secret.describe('signs session IDs; at least 32 characters'),
  ABSOLUTE_LIFE_SECONDS: positive.describe(
    'a session ends this long after its login, however busy it is (OWASP: absolute timeout of 4 to 8 hours)',
  ),
});

export type Environment = z.infer<typeof environment>;

/** The settings of a session contender. */
export interface Settings
  extends Pick<Config, 'contender' | 'carriage' | 'cookieSecure' | 'claimsBytes'> {
  readonly sessionSecret: string;
  /** Life of a session without requests. */
  readonly ttlSeconds: number;
  readonly absoluteLifeSeconds: number;
}

export function settingsOf(config: Config, own: Environment): Settings {
  return {
    ...config,
    sessionSecret: own.SESSION_SECRET,
    ttlSeconds: config.credentialTtlSeconds,
    absoluteLifeSeconds: own.ABSOLUTE_LIFE_SECONDS,
  };
}
