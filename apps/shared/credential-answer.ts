import type { IssuedCredential } from './auth-strategy.ts';
import type { Carriage } from './config.ts';

/** What a login or a refresh answers. The credential is in the body only when the client carries it itself. */
export function describeCredential(issued: IssuedCredential, carriage: Carriage) {
  const { subject, role, credentialId, expiresAtMs } = issued.identity;
  const expiresAt = new Date(expiresAtMs).toISOString();
  const described = { subject, role, expiresAt, credentialId, carriage };
  if (carriage === 'cookie') return described;
  return { ...described, credential: issued.credential, refreshToken: issued.refreshToken };
}
