import type { Response } from 'express';
import type { Identity } from '../shared/auth-outcome.ts';
import type { AuthStrategy } from '../shared/auth-strategy.ts';
import type { TokenCarriage } from './carriage.ts';
import { type AccessClaims, type AccessTokens, identityOf } from './credential.ts';
import { newSid, type RefreshFamilies } from './refresh/family.ts';
import type { RequestCheck, Revocations } from './revocation.ts';

/** Login, check and logout of a token. */
export function createTokenLogin(
  accessTokens: AccessTokens,
  carriage: TokenCarriage,
  {
    revocations,
    atRequest,
    families,
  }: {
    readonly revocations: Revocations;
    readonly atRequest: RequestCheck;
    readonly families: RefreshFamilies | null;
  },
): Pick<AuthStrategy, 'issue' | 'authenticate' | 'stillValid' | 'revoke'> {
  /** The interface hands back the identity; revoking needs the claims behind it. */
  const claimsOf = new WeakMap<Identity, AccessClaims>();
  const identify = (claims: AccessClaims): Identity => {
    const identity = identityOf(claims);
    claimsOf.set(identity, claims);
    return identity;
  };

  const renew = async (res: Response, { sub: subject, role, sid, loginAtMs }: AccessClaims) => {
    const { token } = await accessTokens.mint({ subject, role }, sid, loginAtMs);
    carriage.send(res, token, null);
  };

  const authenticate: AuthStrategy['authenticate'] = async (req) => {
    const token = carriage.readAccess(req);
    if (token === null) return { ok: false, code: 'missing' };
    const verified = await accessTokens.verify(token);
    if (!verified.ok) return verified;
    // Last, because it may cost a round trip: a forged token must not be able to cause one.
    const { claims } = verified;
    if (await atRequest.isRevoked(claims, req.method)) return { ok: false, code: 'revoked' };
    if (atRequest.renews?.(claims) && req.res?.headersSent === false) await renew(req.res, claims);
    return { ok: true, identity: identify(claims) };
  };

  return {
    async issue(_req, res, account) {
      const sid = newSid();
      const loginAtMs = await revocations.loginTimeMs(account.subject);
      const refreshToken = (await families?.start(sid, account.subject, loginAtMs)) ?? null;
      const { token, claims } = await accessTokens.mint(account, sid, loginAtMs);
      carriage.send(res, token, refreshToken);
      const issued = { identity: identify(claims), credential: token };
      return refreshToken === null ? issued : { ...issued, refreshToken };
    },

    authenticate,
    stillValid: async (req) => (await authenticate(req)).ok,

    async revoke(_req, res, identity) {
      const claims = claimsOf.get(identity);
      if (claims === undefined) throw new Error('the identity was not made by this strategy');
      // The family first. If the second step fails, the token still works and the logout can be repeated.
      await families?.end(claims.sid);
      await revocations.revokeLogin(claims.sid, claims);
      carriage.clear(res);
    },
  };
}
