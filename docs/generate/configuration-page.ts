import type { z } from 'zod';
import { environment } from '../../apps/shared/config.ts';
import { code, inputSchema, typeOf } from './json-schema.ts';
import { generatedNote, page, table } from './table.ts';

type Variable = keyof z.infer<typeof environment>;

/** The type makes the list complete: a new variable does not compile without a line here. */
const meanings: Readonly<Record<Variable, string>> = {
  CONTENDER: 'which contender this process is',
  ARM: 'name of the arm, for the log; else that of the contender',
  REPLICA: 'name of this replica, sent as `x-replica`',
  HOST: 'address to listen on',
  PORT: 'public port',
  METRICS_PORT: 'private port, never behind the balancer',
  REDIS_URL: "this arm's own Redis",
  SESSION_SECRET: 'signs session IDs; at least 32 characters; required by `sessions`',
  KEYS_FILE: 'keys that the replicas of an arm share, made by the first; required by `tokens`',
  LOAD_ACCOUNT_SECRET:
    'of which the passwords of the load accounts are made; at least 32 characters',
  ISSUER: 'who signs (`iss`); else `urn:lab:<CONTENDER>`',
  CARRIAGE: 'how the credential travels',
  COOKIE_SECURE: 'TLS ends in front of this replica: `Secure`, and the prefix `__Host-`',
  CREDENTIAL_TTL_SECONDS:
    'life of a session without requests, or of a token; else 900, `tokens-short` 60',
  REFRESH_TTL_SECONDS: 'life of a refresh family, from the login on',
  CLOCK_TOLERANCE_SECONDS: 'how far clocks may disagree; added to the life of a denylist entry',
  TOKEN_ALGORITHM: 'of the signature; a token of another algorithm is refused',
  TOKEN_LIBRARY: 'what signs and verifies; the last two are no choices but measuring instruments',
  JWKS_URL: 'where the public keys are fetched; else from this replica',
  JWKS_MAX_AGE_MS: 'how long a fetched key set is believed',
  JWKS_COOLDOWN_MS: 'an unknown `kid` leads to a new fetch this often at most',
  STREAM_RECHECK_MS:
    'how long after its last check an open event stream checks its credential again; 0: never',
  CLOSE_STREAMS: 'whether an open event stream ends when its credential is revoked',
  DRAIN_DEADLINE_MS: 'after SIGTERM, when the rest is cut',
  REDIS_OPTIONS: 'limits of the Redis client; `library-defaults` is a trap, to be shown',
  CLOCK_OFFSET_MS: "added to this replica's clock: a fault",
  STALENESS_BOUND_MS: 'age after which a replica does not trust its copy',
  STALE_POLICY: 'and what it does then: refuse, admit, or admit reads only',
  RECORD_CACHE_MS: 'keeps a session record for a fixed time; 0: not at all',
  COOKIE_CACHE_MS:
    'believes a signed copy of a session record that the client carries, for a fixed time; 0: none',
  STAMP_INTERVAL_MS:
    'reads the denylist only for a token that is older than this, and then renews it; 0: each time',
  CLAIMS_BYTES: 'pads the record or the claims, for the size sweep',
  EARLY_OPTIMISATION:
    'V8 optimises hot code after a tenth of the usual calls, so that a warm-up may end: for measurements',
};

/** The page on the environment of a replica. */
export function configurationPage(): string {
  const { properties = {}, required = [] } = inputSchema(environment);
  return page([
    '# Configuration of a replica',
    generatedNote('`apps/shared/config.ts`'),
    [
      'A replica reads its environment once, at its start. Whatever is wrong is reported together, by name and without the',
      'value, and the exit code is 1. `./lab up --set NAME=VALUE` sets one for every replica of a lab.',
    ].join('\n'),
    table(
      ['variable', 'values', 'default', 'meaning'],
      Object.entries(meanings).map(([name, meaning]) => {
        const shown = defaultOf(name, required.includes(name));
        return [code(name), typeOf(properties[name] ?? {}), shown, meaning];
      }),
    ),
  ]);
}

/** What a replica takes when it is given no more than it must have. */
const defaults: Readonly<Record<string, unknown>> = environment.parse({
  CONTENDER: 'floor',
  REPLICA: 'floor-1',
  PORT: '1',
  METRICS_PORT: '2',
  REDIS_URL: 'redis://127.0.0.1:3',
  LOAD_ACCOUNT_SECRET: 'x'.repeat(32),
});

function defaultOf(name: string, required: boolean): string {
  if (required) return 'required';
  return defaults[name] === undefined ? '' : code(String(defaults[name]));
}
