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
export type Settings = ReturnType<typeof settingsOf>;

export function settingsOf(config: Config, own: Environment) {
  return {
    ...config,
    sessionSecret: own.SESSION_SECRET,
    /** Life of a session without requests. */
    ttlSeconds: config.credentialTtlSeconds,
    absoluteLifeSeconds: own.ABSOLUTE_LIFE_SECONDS,
  };
}
