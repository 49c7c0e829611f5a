import type { Request } from 'express';
import { z } from 'zod';
import type { Accounts } from '../../shared/accounts/accounts.ts';
import { describeCredential } from '../../shared/accounts/login-routes.ts';
import type { StrategyContext } from '../../shared/auth-strategy.ts';
import type { Config } from '../../shared/config.ts';
import { Problem } from '../../shared/http/problem.ts';
import { readBody } from '../../shared/http/request-body.ts';
import type { Route } from '../../shared/http/route.ts';
import type { TokenCarriage } from '../carriage.ts';
import { type AccessTokens, identityOf } from '../credential.ts';
import type { Revocations } from '../revocation.ts';
import type { RefreshFamilies } from './family.ts';

const refreshBody = z.strictObject({ refreshToken: z.string().max(200) });

export interface RefreshParts {
  readonly accounts: Accounts;
  readonly accessTokens: AccessTokens;
  readonly revocations: Revocations;
  readonly families: RefreshFamilies;
  readonly carriage: TokenCarriage;
  readonly config: Pick<Config, 'carriage'>;
  readonly announce: StrategyContext['announce'];
}

/** `POST /token/refresh`: a new access token and a new refresh token (RFC 6749 section 6, RFC 9700 section 2.2.2). */
export function refreshRoute(parts: RefreshParts): Route {
  const { accounts, accessTokens, revocations, families, carriage } = parts;

  const inCookies = parts.config.carriage === 'cookie';
  const readCookie = (req: Request): string => {
    const token = carriage.readRefreshCookie(req);
    if (token === null) throw new Problem('missing');
    return token;
  };

  return {
    method: 'POST',
    path: '/token/refresh',
    access: 'public',
    judge(req) {
      if (inCookies) readCookie(req);
    },
    async answer(req, res) {
      const presented = inCookies ? readCookie(req) : readBody(req, refreshBody).refreshToken;
      const outcome = await families.rotate(presented);
      if (outcome.kind === 'unknown') throw new Problem('invalid_refresh_token');
      if (outcome.kind === 'reused') {
        // Two parties hold the same token, and the server cannot tell which of them is the thief: both are signed out.
        // The family last: while it is there, a repetition of this request finds the theft again.
        await revocations.revokeLogin(outcome.sid);
        await families.end(outcome.sid);
        await parts.announce({ loginId: outcome.sid });
        throw new Problem('refresh_token_reused');
      }

      const { sid, subject, loginAtMs, refreshToken } = outcome;
      const account = await accounts.find(subject);
      if (account === null || account.disabled) throw new Problem('account_disabled');
      if (await revocations.isRevoked({ sub: subject, sid, loginAtMs })) {
        await families.end(sid);
        throw new Problem('invalid_refresh_token');
      }
      // The role is read anew: this is the moment at which a demotion reaches a token.
      const { token, claims } = await accessTokens.mint(account, sid, loginAtMs);
      carriage.send(res, token, refreshToken);
      const issued = { identity: identityOf(claims), credential: token, refreshToken };
      res.set('Cache-Control', 'no-store').json(describeCredential(issued, parts.config.carriage));
    },
  };
}
