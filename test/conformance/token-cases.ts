import type { Case } from './case.ts';
import { claimsCases } from './cases/claims.ts';
import { algorithmCases } from './cases/jws-algorithm.ts';
import { jwsFormCases } from './cases/jws-form.ts';
import { parameterCases } from './cases/jws-parameters.ts';
import { keyCases } from './cases/keys.ts';
import { kindCases } from './cases/kinds.ts';
import { refreshCases } from './cases/refresh.ts';
import { refreshEndCases } from './cases/refresh-ends.ts';
import { refreshTokenCases } from './cases/refresh-token.ts';
import { refreshUseCases } from './cases/refresh-use.ts';
import { signatureCases } from './cases/signatures.ts';
import { ecdsaAndHmacCases } from './cases/signatures-ec-and-hmac.ts';
import { rsaAndEddsaCases } from './cases/signatures-rsa-and-eddsa.ts';
import { tokenJsonCases } from './cases/token-json.ts';

/** What the token contenders alone have: JWS, JWT, their keys, and refresh tokens. */
export const tokenCases: readonly Case[] = [
  ...jwsFormCases,
  ...tokenJsonCases,
  ...algorithmCases,
  ...parameterCases,
  ...signatureCases,
  ...ecdsaAndHmacCases,
  ...rsaAndEddsaCases,
  ...claimsCases,
  ...kindCases,
  ...keyCases,
  ...refreshCases,
  ...refreshEndCases,
  ...refreshTokenCases,
  ...refreshUseCases,
];
