import type { Case } from './case.ts';
import { authenticationCases } from './cases/authentication.ts';
import { cachingCases, conditionalCases } from './cases/caching.ts';
import { carriageCases } from './cases/carriage.ts';
import { challengeCases } from './cases/challenges.ts';
import { cookieCases } from './cases/cookies.ts';
import { credentialCases } from './cases/credentials.ts';
import { endCases } from './cases/ends.ts';
import { framingCases } from './cases/framing.ts';
import { jsonCases } from './cases/json.ts';
import { mediaTypeCases } from './cases/media-types.ts';
import { memberCases } from './cases/members.ts';
import { methodCases } from './cases/methods.ts';
import { privatePortCases } from './cases/private-ports.ts';
import { problemCases } from './cases/problems.ts';
import { requestHeadCases } from './cases/request-heads.ts';
import { tokenCases } from './token-cases.ts';

/** The whole suite, in the order of the table. */
export const cases: readonly Case[] = [
  ...carriageCases,
  ...challengeCases,
  ...methodCases,
  ...conditionalCases,
  ...cachingCases,
  ...cookieCases,
  ...problemCases,
  ...authenticationCases,
  ...credentialCases,
  ...endCases,
  ...jsonCases,
  ...memberCases,
  ...mediaTypeCases,
  ...framingCases,
  ...requestHeadCases,
  ...privatePortCases,
  ...tokenCases,
];

export const areas: readonly string[] = [...new Set(cases.map(({ area }) => area))];
