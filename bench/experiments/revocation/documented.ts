import type { Preset } from '../../result/revocation/preset.ts';

/** What a documented system does, by the mechanism that its documentation describes. */
export type Documented = Pick<
  Preset,
  'preset' | 'system' | 'mechanism' | 'contender' | 'documentedBoundMs' | 'source'
>;

const second = 1000;
const minute = 60 * second;

/** A mechanism that needs an arm of its own, because its time is scaled down. */
export interface ScaledPreset extends Documented {
  readonly scaledBoundMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What the documentation bounds. */
  readonly action: 'logout' | 'revoked-by-admin';
  /** Whether the first answer after the login brings a cookie that belongs to the mechanism. */
  readonly carriesMore: boolean;
}

export const scaledPresets: readonly ScaledPreset[] = [
  {
    preset: 'token-60s',
    system: 'Clerk',
    mechanism:
      'a signed session token that lives for 60 s and is refreshed while the session lasts',
    contender: 'tokens-short',
    documentedBoundMs: minute,
    scaledBoundMs: 2 * second,
    environment: { CREDENTIAL_TTL_SECONDS: '2', CLOCK_TOLERANCE_SECONDS: '0' },
    action: 'logout',
    carriesMore: false,
    source: 'https://clerk.com/docs/guides/how-clerk-works',
  },
  {
    preset: 'cookie-cache-5min',
    system: 'better-auth',
    mechanism:
      'a signed copy of the session in a second cookie, read from the store again when it is 5 minutes old',
    contender: 'sessions-hardened',
    documentedBoundMs: 5 * minute,
    scaledBoundMs: 2 * second,
    environment: { COOKIE_CACHE_MS: String(2 * second) },
    action: 'logout',
    carriesMore: true,
    source: 'https://better-auth.com/docs/concepts/session-management',
  },
  {
    preset: 'security-stamp-30min',
    system: 'ASP.NET Core Identity',
    mechanism:
      'a signed token whose stamp is compared with the account every 30 minutes, and which is renewed then; here the stamp is a not-before in Redis',
    contender: 'tokens',
    documentedBoundMs: 30 * minute,
    scaledBoundMs: 2 * second,
    environment: { STAMP_INTERVAL_MS: String(2 * second) },
    // A new stamp signs every cookie of the account out; a logout of one browser does not change it.
    action: 'revoked-by-admin',
    carriesMore: false,
    source:
      'https://learn.microsoft.com/en-us/aspnet/core/security/authentication/identity-configuration',
  },
  {
    preset: 'introspection-cached-1min',
    system: 'a gateway that caches introspection (nginx proxy_cache_valid 1m)',
    mechanism: 'each replica believes for 1 minute what it was told about a credential',
    contender: 'sessions-hardened',
    documentedBoundMs: minute,
    scaledBoundMs: second,
    environment: { RECORD_CACHE_MS: String(second) },
    action: 'logout',
    carriesMore: false,
    source: 'https://www.rfc-editor.org/rfc/rfc7662#section-4',
  },
];

export const pushedEvent: Documented = {
  preset: 'pushed-event',
  system: 'Microsoft Entra, continuous access evaluation',
  mechanism: 'an event that is pushed to everyone who verifies',
  contender: 'tokens-pushed',
  documentedBoundMs: 15 * minute,
  source:
    'https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-continuous-access-evaluation',
};

export const keySet: Documented = {
  preset: 'jwks-10min',
  system: 'jose, createRemoteJWKSet',
  mechanism: 'a key set that is fetched again after 10 minutes',
  contender: 'tokens',
  documentedBoundMs: 10 * minute,
  source:
    'https://github.com/panva/jose/blob/main/docs/jwks/remote/interfaces/RemoteJWKSetOptions.md',
};
