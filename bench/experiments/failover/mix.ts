import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { PlannedRequest, Population } from '../../load/pace/record.ts';

/**
 * The mix of requests, in its fixed order. Reads and writes, because a balancer repeats the one and not the other;
 * routes that ask Redis and routes that do not, because the latter must not fail with Redis; credentials that must be
 * accepted and credentials that must not, at all times. Ten kinds: no multiple of three, so that round robin over
 * three replicas does not give each kind to the same replica.
 */
export interface MixedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly population: Population;
  /** Whose credentials; `leaving`: of users who log out during the fault. Null: the request presents none. */
  readonly credentials: CredentialSet | null;
  /**
   * What is needed beside the credential: nothing, a write where the contender keeps it, or the app's own data in
   * Redis.
   */
  readonly alsoAsks: 'nothing' | 'session' | 'store';
  readonly body?: string;
}

export type CredentialSet = 'valid' | 'revoked' | 'leaving';

/** An account that exists, with a password that is not its own. Every contender refuses it without asking Redis. */
const wrongPassword = JSON.stringify({ username: 'load-0', password: 'not-the-password' });
const cart = JSON.stringify({ items: [{ sku: 'COAT', quantity: 1 }] });

const valid = { population: 'valid', credentials: 'valid' } as const;
const revoked = { population: 'revoked', credentials: 'revoked' } as const;
const read = { method: 'GET', alsoAsks: 'nothing' } as const;
const post = { method: 'POST', alsoAsks: 'nothing' } as const;

export const mix: readonly MixedRequest[] = [
  { ...valid, ...read, path: '/orders' },
  // Public, but it must never be accepted: it counts with the revoked.
  { ...post, path: '/login', population: 'revoked', credentials: null, body: wrongPassword },
  { ...revoked, ...read, path: '/orders' },
  { ...read, path: '/catalog', population: 'public', credentials: null },
  { ...read, path: '/orders', population: 'valid', credentials: 'leaving' },
  { ...valid, ...post, path: '/onboarding', alsoAsks: 'store' },
  { ...revoked, ...read, path: '/me' },
  { ...valid, ...read, path: '/orders' },
  { ...valid, ...read, path: '/me' },
  { ...valid, method: 'PUT', path: '/cart', alsoAsks: 'session', body: cart },
];

/** Needs nothing but a valid credential: what a user notices first. */
export function needsOnlyCredential({ population, alsoAsks, credentials }: MixedRequest): boolean {
  return population === 'valid' && credentials === 'valid' && alsoAsks === 'nothing';
}

/** Whether this contender asks Redis to answer the request. If not, it must not fail with Redis. */
export function asksRedis({ credentials, alsoAsks }: MixedRequest, contender: string): boolean {
  if (alsoAsks === 'store') return true;
  if (credentials === null) return false;
  const { guarantee, credential } = contenderNamed(contender);
  // The check itself asks Redis, at each request or when a local copy may no longer be trusted. A cart that is kept in
  // the session asks no more than that. The check of a signature alone and of a record in the replica's memory does not
  // ask.
  return credential.worksOn === 'every-replica' && guarantee.revocation.holds !== 'expiry';
}

/** The mix as the pacer takes it, with the credentials of one arm. */
export function plannedMix(arm: string): readonly PlannedRequest[] {
  return mix.map(({ method, path, population, credentials, body }) => ({
    method,
    path,
    population,
    ...(credentials === null ? {} : { credentials: credentialSetOf(arm, credentials) }),
    ...(body === undefined ? {} : { body }),
  }));
}

export function credentialSetOf(arm: string, set: CredentialSet): string {
  return `${arm}:${set}`;
}

/** Which credential of its set request k presented: each kind goes through its set in turn. */
export function turnOf(k: number, credentials: number): number {
  return Math.floor(k / mix.length) % credentials;
}
