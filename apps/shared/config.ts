import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** The environment of a replica cannot be used. The message lists every problem and shows no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The kinds of values that the environment variables of all apps have. */
export const port = z.coerce.number().int().min(1).max(65_535);
export const positive = z.coerce.number().int().min(1);
export const notNegative = z.coerce.number().int().min(0);
/** False unless it is set. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
/** 256 bits of hex or base64 have more than 32 characters. */
export const secret = z.string().min(32, 'must have at least 32 characters');

/** The environment variables of every replica. What only one app reads stands in that app's `settings.ts`. */
export const environment = z.object({
  ARM: z.string().min(1).optional().describe('name of the arm in the log; else the contender'),
  REPLICA: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .describe('name of this replica, sent as `x-replica`'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  PORT: port.describe('public port'),
  METRICS_PORT: port.describe('private port, never behind the balancer'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).describe("this arm's own Redis"),
  LOAD_ACCOUNT_SECRET: secret.describe(
    'key of the HMACs that are the passwords of the load accounts; at least 32 characters',
  ),
  CARRIAGE: z
    .enum(['cookie', 'bearer'])
    .default('cookie')
    .describe('how the credential travels: in cookies, or in bodies and headers'),
  COOKIE_SECURE: flag.describe(
    'TLS ends in front of this replica: cookies get `Secure` and the prefix `__Host-`',
  ),
  PASSWORD_HASHES_AT_ONCE: notNegative
    .default(1)
    .describe(
      'passwords of people that a replica checks at the same time; 0: no limit, which is a trap',
    ),
  PASSWORD_HASHES_WAITING: notNegative
    .default(2)
    .describe('logins that may wait for that; one more is refused with 429 `too_many_logins`'),
  CREDENTIAL_TTL_SECONDS: positive.describe(
    'life of a session without requests, or of an access token',
  ),
  STREAM_RECHECK_MS: notNegative
    .default(0)
    .describe('an open event stream checks its credential again after this time; 0: never'),
  CLOSE_STREAMS: z
    .enum(['never', 'on-push'])
    .default('never')
    .describe(
      '`on-push`: an event stream ends when a replica announces that its credential was revoked',
    ),
  DRAIN_DEADLINE_MS: positive
    .default(10_000)
    .describe(
      'after SIGTERM, the replica cuts the connections that are still open after this time',
    ),
  REDIS_OPTIONS: z
    .enum(['request-path', 'library-defaults'])
    .default('request-path')
    .describe('limits of the Redis client; `library-defaults` is a trap that the lab shows'),
  CLOCK_OFFSET_MS: z.coerce
    .number()
    .int()
    .default(0)
    .describe("added to this replica's clock: a fault"),
  CLAIMS_BYTES: notNegative
    .max(64 * 1024)
    .default(0)
    .describe('pads the session record or the claims, for the size sweep'),
  EARLY_OPTIMISATION: flag.describe(
    'V8 optimises a function after a tenth of the usual calls, which shortens the warm-up of the bench',
  ),
});

/** How the client carries its credential. A setting of its own, because parsing is not part of the approach. */
export type Carriage = 'cookie' | 'bearer';

/**
 * Within the two seconds for which the balancer waits for an answer, with half a second for all else. A hash takes about
 * a tenth of it on an idle machine; on a busy one it has to share the processor, and comes last.
 */
const longestPasswordCheckMs = 1_500;

/** The settings that every replica has. */
export type Config = ReturnType<typeof toConfig>;

/** The values that a replica was started with, by the names of the environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of one replica. The environment comes first, then `settings` in the contender's card, then the
 * default of the schema.
 * @param folder of the contender: its name is the contender's name, and its card holds the settings
 * @param own the variables that only this app reads
 * @throws ConfigError with all problems together
 */
export function readConfig<Own extends z.ZodObject>(
  folder: string,
  own: Own,
  variables: Variables = process.env,
): { readonly config: Config; readonly own: z.output<Own> } {
  const given = { ...settingsOfCard(folder), ...variables };
  const shared = environment.safeParse(given);
  const ofApp = own.safeParse(given);
  if (!shared.success || !ofApp.success) {
    const issues = [...(shared.error?.issues ?? []), ...(ofApp.error?.issues ?? [])];
    const problems = issues.map(describeIssue).join('\n  ');
    throw new ConfigError(`the environment cannot be used:\n  ${problems}`);
  }
  return { config: Object.freeze(toConfig(basename(folder), shared.data)), own: ofApp.data };
}

/** The rest of the card is not the replica's business: `infra/contenders/card.ts` describes and checks it. */
const cardWithSettings = z.looseObject({ settings: z.record(z.string(), z.unknown()) });

function settingsOfCard(folder: string): Readonly<Record<string, unknown>> {
  const path = join(folder, 'contender.yaml');
  try {
    return cardWithSettings.parse(parse(readFileSync(path, 'utf8'))).settings;
  } catch (cause) {
    throw new ConfigError(`${path}: cannot be read as the card of a contender`, { cause });
  }
}

function toConfig(contender: string, read: z.infer<typeof environment>) {
  return {
    contender,
    arm: read.ARM ?? contender,
    replica: read.REPLICA,
    host: read.HOST,
    port: read.PORT,
    metricsPort: read.METRICS_PORT,
    redisUrl: read.REDIS_URL,
    loadAccountSecret: read.LOAD_ACCOUNT_SECRET,
    carriage: read.CARRIAGE,
    cookieSecure: read.COOKIE_SECURE,
    hashLimits: {
      atOnce: read.PASSWORD_HASHES_AT_ONCE,
      waiting: read.PASSWORD_HASHES_WAITING,
      longestMs: longestPasswordCheckMs,
    },
    credentialTtlSeconds: read.CREDENTIAL_TTL_SECONDS,
    closeStreams: read.CLOSE_STREAMS,
    streamRecheckMs: read.STREAM_RECHECK_MS,
    drainDeadlineMs: read.DRAIN_DEADLINE_MS,
    redisOptions: read.REDIS_OPTIONS,
    clockOffsetMs: read.CLOCK_OFFSET_MS,
    claimsBytes: read.CLAIMS_BYTES,
    earlyOptimisation: read.EARLY_OPTIMISATION,
  };
}

/** Zod repeats no input here, so a secret cannot reach the message. */
function describeIssue(issue: { path: PropertyKey[]; message: string }): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}
