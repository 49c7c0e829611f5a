import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** Cards that cannot be used. The message names the file and the key, and says what is wrong. */
export class CardError extends Error {
  override readonly name = 'CardError';
}

/** The actions that end a credential. */
export const actionNames = [
  'logout',
  'logout-all',
  'revoked-by-admin',
  'account-disabled',
  'demoted',
  'key-withdrawn',
  'refresh-replayed',
] as const;
export type ActionName = (typeof actionNames)[number];

const line = z.string().min(1);
const lineOrNone = line.transform((text) => (text === 'none' ? null : text));
const settingName = z.string().regex(/^[A-Z_]+_(MS|SECONDS)$/, 'must end in _MS or _SECONDS');
const settings = z.record(z.string().regex(/^[A-Z][A-Z_]*$/), z.union([z.string(), z.number()]));

/**
 * How long a revoked credential may still be accepted.
 * - `none`: there is no credential to revoke.
 * - `next-request`: not at all, once the revoking request has been answered.
 * - `pushed`: until the push arrives, and no longer than the setting `within`.
 * - `cached`: until a copy has reached the age of the setting `within`.
 * - `expiry`: until it expires, by the clock of the replica that is asked: the sum of `end`, in which `announced` is the
 *   end that the credential itself names. With a slow clock that is later by as much as the clock is slow.
 */
const revocation = z.discriminatedUnion('holds', [
  z.strictObject({ holds: z.literal('none') }),
  z.strictObject({ holds: z.literal('next-request') }),
  z.strictObject({ holds: z.literal('pushed'), within: settingName }),
  z.strictObject({ holds: z.literal('cached'), within: settingName }),
  z.strictObject({
    holds: z.literal('expiry'),
    end: z.array(z.union([z.literal('announced'), settingName])).min(1),
  }),
]);
export type Revocation = z.infer<typeof revocation>;

/** What a contender guarantees about revocation. */
const guarantee = z.strictObject({
  /** Of a logout, and of every action that is no exception. */
  revocation,
  /** Actions for which the mechanism does less than for a logout, and why. */
  except: z.array(
    z.strictObject({ actions: z.array(z.enum(actionNames)).min(1), revocation, because: line }),
  ),
  /** Faults in which an acknowledged revocation may be lost: the guarantee does not cover them. */
  lostIn: z.array(z.strictObject({ faults: z.array(line).min(1), because: line })),
});
export type Guarantee = z.infer<typeof guarantee>;

/** A bound that the documentation of another system states, and the mechanism behind it. */
const emulation = z.strictObject({
  preset: line,
  system: line,
  mechanism: line,
  action: z.enum(actionNames),
  documentedBoundMs: z.number().positive(),
  source: z.url(),
  /** Settings of an arm of its own, where the documented time is too long for a run. */
  scaled: z
    .strictObject({ boundMs: z.number().positive(), replicas: z.number().int().min(1), settings })
    .optional(),
  /** Whether the first answer after the login brings a cookie that belongs to the mechanism. */
  carriesMore: z.boolean().default(false),
});
export type Emulation = z.infer<typeof emulation>;

export const markColours = [
  'ink',
  'soft',
  'blue',
  'sky',
  'green',
  'orange',
  'vermillion',
  'purple',
] as const;
export const markShapes = [
  'circle',
  'cross',
  'diamond',
  'square',
  'star',
  'triangle',
  'wye',
] as const;

/** The card of a contender (`contender.yaml`): what the rest of the project has to know of it, said once. */
const card = z.strictObject({
  /** Place in tables, and the fixed port of its balancer: 8080 and this. No two contenders share one. */
  place: z.number().int().min(0).max(999),
  /** The plain app that its code belongs to. */
  app: z.enum(['floor', 'sessions', 'tokens']),
  /** The contender whose code it imports. */
  buildsOn: lineOrNone,
  /** One line: what it is. */
  summary: line,
  /** One line: what each request is checked against. */
  check: line,
  library: lineOrNone,
  algorithm: lineOrNone,
  /** Pages whose advice its configuration follows. */
  documentation: z.array(z.url()),
  experiments: z.array(z.enum(['lookup', 'revocation', 'failover', 'sweeps'])),
  /** The contender whose check on each request is the same. Lookup measures that one for both. */
  sameCheckAs: lineOrNone,
  /** Whether a replica believes a signature that it has verified once, until it has to fetch the keys anew. */
  remembersSignatures: z.boolean().default(false),
  /** What one authenticated request sends to Redis. */
  request: z.strictObject({
    redisCommands: z.array(z.string().regex(/^[a-z]+$/)),
    /** Commands that wait for each other. */
    roundTrips: z.number().int().min(0),
  }),
  credential: z.strictObject({
    worksOn: z.enum(['every-replica', 'one-replica']),
    /** Whether `POST /token/refresh` exists. */
    refreshes: z.boolean(),
  }),
  /** `sticky`: the balancer sends a client back to its replica, by a routing cookie. */
  balancer: z.enum(['round-robin', 'sticky']),
  guarantee,
  /** What stays in service without Redis. */
  whileRedisIsAway: z.enum(['refuses', 'serves-until-stale', 'serves', 'serves-and-logs-in']),
  /** How charts draw it. No two contenders share one. */
  mark: z.strictObject({
    colour: z.enum(markColours),
    shape: z.enum(markShapes),
    filled: z.boolean(),
  }),
  emulates: z.array(emulation),
  /** Environment variables of its replicas. A run may override them. */
  settings: settings.refine((given) => 'CREDENTIAL_TTL_SECONDS' in given, {
    error: 'must hold CREDENTIAL_TTL_SECONDS',
  }),
});
export type Card = z.infer<typeof card>;

/** Reads one card. @throws CardError that lists every key that is missing, unknown or wrong */
export function readCard(path: string): Card {
  const parsed = card.safeParse(parseYaml(path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(describeIssue).join('\n  ');
    throw new CardError(`${path} is not the card of a contender:\n  ${problems}`);
  }
  const problems = contradictionsIn(parsed.data);
  if (problems.length > 0) {
    throw new CardError(`${path} contradicts itself:\n  ${problems.join('\n  ')}`);
  }
  return parsed.data;
}

function parseYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1);
    throw new CardError(`${path} cannot be read as YAML: ${reason}`, { cause });
  }
}

function describeIssue({ path, message }: { path: PropertyKey[]; message: string }): string {
  return `${path.length === 0 ? 'the card' : path.join('.')}: ${message}`;
}

/** The keys that a card may hold one by one and not together. */
function contradictionsIn({ request, guarantee, settings, ...card }: Card): string[] {
  const commands = request.redisCommands.length;
  const used = [guarantee, ...guarantee.except].flatMap((each) => settingsOf(each.revocation));
  return [
    ...(request.roundTrips > commands
      ? [`request.roundTrips: ${request.roundTrips}, but request.redisCommands lists ${commands}`]
      : []),
    ...(commands > 0 && card.whileRedisIsAway === 'serves-and-logs-in'
      ? ['whileRedisIsAway: serves-and-logs-in, but request.redisCommands is not empty']
      : []),
    ...[...new Set(used)]
      .filter((name) => !(name in settings))
      .map((name) => `guarantee: names ${name}, which settings does not hold`),
  ];
}

/** The settings that a guarantee is made of. */
export function settingsOf(revocation: Revocation): readonly string[] {
  if ('within' in revocation) return [revocation.within];
  return 'end' in revocation ? revocation.end.filter((part) => part !== 'announced') : [];
}
