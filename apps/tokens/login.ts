import type { Response } from 'express';
import type { Ending, Identity } from '../shared/auth-outcome.ts';
import type { AuthStrategy } from '../shared/auth-strategy.ts';
import type { TokenCarriage } from './carriage.ts';
import { type AccessClaims, type AccessTokens, identityOf } from './credential.ts';
import { newSid, type RefreshFamilies } from './refresh/family.ts';
import type { RequestCheck, Revocations } from './revocation.ts';

interface LoginParts {
  readonly revocations: Revocations;
  readonly atRequest: RequestCheck;
  readonly families: RefreshFamilies | null;
}

/** Login, check and logout of a token. */
export function createTokenLogin(
  accessTokens: AccessTokens,
  carriage: TokenCarriage,
  parts: LoginParts,
): Pick<AuthStrategy, 'issue' | 'authenticate' | 'identifyToEnd' | 'stillValid' | 'revoke'> {
  const { revocations, atRequest, families } = parts;
  const identities = createIdentities();
  const { identifyToEnd, end } = createEnding(accessTokens, carriage, parts, identities);

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
    return { ok: true, identity: identities.of(claims) };
  };

  return {
    async issue(req, res, account) {
      // The login that the client held until now ends, also that of another subject. Without one this costs nothing.
      const held = await identifyToEnd(req);
      if (held.ok) await end(held.identity);
      const sid = newSid();
      const loginAtMs = await revocations.loginTimeMs(account.subject);
      const refreshToken = (await families?.start(sid, account.subject, loginAtMs)) ?? null;
      const { token, claims } = await accessTokens.mint(account, sid, loginAtMs);
      carriage.send(res, token, refreshToken);
      return {
        identity: identities.of(claims),
        credential: token,
        ...(held.ok ? { replaced: held.identity } : {}),
        ...(refreshToken === null ? {} : { refreshToken }),
      };
    },
    authenticate,
    identifyToEnd,
    stillValid: async (req) => (await authenticate(req)).ok,
    revoke: (_req, _res, ending) => end(ending),
  };
}

type Identities = ReturnType<typeof createIdentities>;

/** A login, and the token of it that the client has sent. Null: it has sent a refresh cookie only. */
interface Shown {
  readonly sid: string;
  readonly token: AccessClaims | null;
}

/** The interface hands back the identity; revoking needs what was shown for it. */
function createIdentities() {
  const shownFor = new WeakMap<Ending, Shown>();
  return {
    of(claims: AccessClaims): Identity {
      const identity = identityOf(claims);
      shownFor.set(identity, { sid: claims.sid, token: claims });
      return identity;
    },
    /** The login itself: none of its tokens was sent. */
    ofLogin(sid: string, subject: string): Ending {
      const ending = { subject, loginId: sid };
      shownFor.set(ending, { sid, token: null });
      return ending;
    },
    shownFor(ending: Ending): Shown {
      const shown = shownFor.get(ending);
      if (shown === undefined) throw new Error('the identity was not made by this strategy');
      return shown;
    },
  };
}

/**
 * How a login ends: by a logout, or by another login in its place. The access token is enough, and one that has expired
 * will do: its signature proves the `sid`, under which the refresh family ends. Without an access token the refresh
 * cookie is enough. What has no good signature ends nothing; neither does a token whose key has been withdrawn.
 */
function createEnding(
  accessTokens: AccessTokens,
  carriage: TokenCarriage,
  { revocations, families }: LoginParts,
  identities: Identities,
) {
  const identifyByRefresh: AuthStrategy['identifyToEnd'] = async (req) => {
    const refreshToken = carriage.readRefreshCookie(req);
    if (families === null || refreshToken === null) return { ok: false, code: 'missing' };
    const login = await families.find(refreshToken);
    if (login === null) return { ok: false, code: 'unknown' };
    return { ok: true, identity: identities.ofLogin(login.sid, login.subject) };
  };
  const identifyToEnd: AuthStrategy['identifyToEnd'] = async (req) => {
    const token = carriage.readAccess(req);
    if (token === null) return await identifyByRefresh(req);
    const verified = await accessTokens.verify(token, 'ignored');
    return verified.ok ? { ok: true, identity: identities.of(verified.claims) } : verified;
  };
  const end = async (ending: Ending): Promise<void> => {
    const { sid, token } = identities.shownFor(ending);
    // The family last: while it is there, a logout that failed half-way can be repeated with the refresh cookie alone.
    await revocations.revokeLogin(sid, token ?? undefined);
    await families?.end(sid);
  };
  return { identifyToEnd, end };
}
