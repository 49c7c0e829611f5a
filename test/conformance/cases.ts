import type { Case } from './case.ts';
import { cachingCases, conditionalCases } from './cases/caching.ts';
import { carriageCases } from './cases/carriage.ts';
import { challengeCases } from './cases/challenges.ts';
import { cookieCases } from './cases/cookies.ts';
import { methodCases } from './cases/methods.ts';
import { problemCases } from './cases/problems.ts';
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
  ...tokenCases,
];

export const areas: readonly string[] = [...new Set(cases.map(({ area }) => area))];
