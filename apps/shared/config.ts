import { z } from 'zod';

/** The environment of a replica cannot be used. The message lists every problem and shows no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.coerce.number().int().min(1).max(65_535);
const positive = z.coerce.number().int().min(1);
const notNegative = z.coerce.number().int().min(0);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const secret = z.string().min(32, 'must have at least 32 characters');

/**
 * Every variable that a replica reads. 256 bits of hex or base64 have more than 32 characters, so that is the floor for
 * both secrets.
 */
export const environment = z.object({
  CONTENDER: z.string().min(1),
  ARM: z.string().min(1).optional(),
  REPLICA: z.string().regex(/^[\w.-]{1,64}$/),
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  METRICS_PORT: port,
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  SESSION_SECRET: secret.optional(),
  KEYS_FILE: z.string().min(1).optional(),
  LOAD_ACCOUNT_SECRET: secret,
  ISSUER: z.string().min(1).optional(),
  CARRIAGE: z.enum(['cookie', 'bearer']).default('cookie'),
  COOKIE_SECURE: flag.default(false),
  CREDENTIAL_TTL_SECONDS: positive.optional(),
  REFRESH_TTL_SECONDS: positive.default(8 * 60 * 60), // 8 hours: a working day
  CLOCK_TOLERANCE_SECONDS: notNegative.default(5),
  TOKEN_ALGORITHM: z.enum(['HS256', 'RS256', 'ES256', 'EdDSA']).default('ES256'),
  // `unverified` checks no signature: a rung of the lookup ladder, refused to every arm that is a contender.
  TOKEN_LIBRARY: z
    .enum(['jose', 'jsonwebtoken', 'jsonwebtoken-raw-key', 'unverified'])
    .default('jose'),
  JWKS_URL: z.url().optional(),
  JWKS_MAX_AGE_MS: positive.default(10 * 60 * 1000), // 10 minutes, as jose does it
  JWKS_COOLDOWN_MS: notNegative.default(30 * 1000), // 30 seconds, as jose does it
  STREAM_RECHECK_MS: notNegative.default(0),
  CLOSE_STREAMS: z.enum(['never', 'on-push']).default('never'),
  DRAIN_DEADLINE_MS: positive.default(10_000),
  REDIS_OPTIONS: z.enum(['request-path', 'library-defaults']).default('request-path'),
  CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
  STALENESS_BOUND_MS: positive.default(2000),
  STALE_POLICY: z.enum(['closed', 'open', 'scoped']).default('closed'),
  RECORD_CACHE_MS: notNegative.default(0),
  COOKIE_CACHE_MS: notNegative.default(0),
  STAMP_INTERVAL_MS: notNegative.default(0),
  CLAIMS_BYTES: notNegative.max(64 * 1024).default(0),
  EARLY_OPTIMISATION: flag.default(false),
});

/** How the client carries its credential. A setting of its own, so that parsing is not mistaken for the approach. */
export type Carriage = 'cookie' | 'bearer';
export type StalePolicy = z.infer<typeof environment>['STALE_POLICY'];
export type TokenAlgorithm = z.infer<typeof environment>['TOKEN_ALGORITHM'];

/** The settings of one replica. `apps/README.md` says what each means. */
export type Config = ReturnType<typeof toConfig>;

/** What one app folder holds its environment against. */
export interface Requirements {
  /** The values that `CONTENDER` may have. */
  readonly contenders: readonly string[];
  /** Environment variables without which this app cannot start. */
  readonly requires: readonly ('SESSION_SECRET' | 'KEYS_FILE')[];
}

/**
 * Reads the environment once. An approach without need of a secret gets the empty string for it.
 * @throws ConfigError with all problems together
 */
export function readConfig(
  approach: Requirements,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const parsed = environment.safeParse(variables);
  const problems = parsed.success ? [] : parsed.error.issues.map(describeIssue);
  const contender = variables.CONTENDER;
  if (contender !== undefined && !approach.contenders.includes(contender)) {
    problems.push(`CONTENDER: "${contender}" is none of ${approach.contenders.join(', ')}`);
  }
  for (const name of approach.requires) {
    if (variables[name] === undefined) problems.push(`${name}: is required by this app`);
  }
  problems.push(...withoutSignature(variables));
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(`the environment cannot be used:\n  ${problems.join('\n  ')}`);
  }
  return Object.freeze(toConfig(parsed.data));
}

/** Whoever can write a token is anybody then: nobody may run that by mistake, under the name of a contender. */
function withoutSignature({
  TOKEN_LIBRARY: library,
  CONTENDER: contender,
  ARM: arm = contender,
}: Readonly<Record<string, string | undefined>>): string[] {
  return library === 'unverified' && arm === contender
    ? [
        'TOKEN_LIBRARY: "unverified" admits forged tokens: only for an arm of the bench, with an ARM that is not CONTENDER',
      ]
    : [];
}

function toConfig(read: z.infer<typeof environment>) {
  return {
    contender: read.CONTENDER,
    arm: read.ARM ?? read.CONTENDER,
    replica: read.REPLICA,
    host: read.HOST,
    port: read.PORT,
    metricsPort: read.METRICS_PORT,
    redisUrl: read.REDIS_URL,
    sessionSecret: read.SESSION_SECRET ?? '',
    keysFile: read.KEYS_FILE ?? '',
    loadAccountSecret: read.LOAD_ACCOUNT_SECRET,
    issuer: read.ISSUER ?? `urn:lab:${read.CONTENDER}`,
    carriage: read.CARRIAGE,
    cookieSecure: read.COOKIE_SECURE,
    /** Null: the contender's own default. */
    credentialTtlSeconds: read.CREDENTIAL_TTL_SECONDS ?? null,
    refreshTtlSeconds: read.REFRESH_TTL_SECONDS,
    clockToleranceSeconds: read.CLOCK_TOLERANCE_SECONDS,
    tokenAlgorithm: read.TOKEN_ALGORITHM,
    tokenLibrary: read.TOKEN_LIBRARY,
    jwksUrl: read.JWKS_URL ?? `http://${ownAddress(read.HOST)}:${read.PORT}/.well-known/jwks.json`,
    /** How long a fetched key set is believed: that long a withdrawn key goes on. */
    jwksMaxAgeMs: read.JWKS_MAX_AGE_MS,
    /** An unknown `kid` makes the set be fetched again, but not sooner than this after the last time. */
    jwksCooldownMs: read.JWKS_COOLDOWN_MS,
    /** Whether a replica ends an open event stream when another tells it that its credential was revoked. */
    closeStreams: read.CLOSE_STREAMS,
    /** Whether, and how often, an open event stream asks again whether its credential is good. 0: never. */
    streamRecheckMs: read.STREAM_RECHECK_MS,
    drainDeadlineMs: read.DRAIN_DEADLINE_MS,
    redisOptions: read.REDIS_OPTIONS,
    clockOffsetMs: read.CLOCK_OFFSET_MS,
    /** How old a replica's own copy of what Redis pushes to it may be before it is not trusted. */
    stalenessBoundMs: read.STALENESS_BOUND_MS,
    /** What a replica does that cannot know the latest revocations: refuse, admit, or admit what only reads. */
    stalePolicy: read.STALE_POLICY,
    /** sessions-hardened only: for this long a replica believes a record that it has read. 0: it reads each time. */
    recordCacheMs: read.RECORD_CACHE_MS,
    /** sessions-hardened only: for this long a copy of the record that the client carries is believed. 0: none. */
    cookieCacheMs: read.COOKIE_CACHE_MS,
    /** tokens only: the list is read for a token that was made longer ago than this. 0: for each request. */
    stampIntervalMs: read.STAMP_INTERVAL_MS,
    claimsBytes: read.CLAIMS_BYTES,
    /** Whether V8 optimises hot code after a tenth of the usual calls, so that a warm-up may end. */
    earlyOptimisation: read.EARLY_OPTIMISATION,
  };
}

/** Where this replica reaches itself. */
function ownAddress(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}

/** Zod repeats no input here, so a secret cannot reach the message. */
function describeIssue(issue: { path: PropertyKey[]; message: string }): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}
