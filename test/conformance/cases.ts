import type { Case } from './case.ts';
import { carriageCases } from './cases/carriage.ts';
import { claimsCases } from './cases/claims.ts';
import { jsonCases } from './cases/json.ts';
import { algorithmCases } from './cases/jws-algorithm.ts';
import { jwsFormCases } from './cases/jws-form.ts';
import { parameterCases } from './cases/jws-parameters.ts';
import { signatureCases } from './cases/signatures.ts';

/** The whole suite, in the order of the table. */
export const cases: readonly Case[] = [
  ...carriageCases,
  ...jwsFormCases,
  ...jsonCases,
  ...algorithmCases,
  ...parameterCases,
  ...claimsCases,
  ...signatureCases,
];

export const areas: readonly string[] = [...new Set(cases.map(({ area }) => area))];
