import type { Case } from './case.ts';
import { carriageCases } from './cases/carriage.ts';

/** The whole suite, in the order of the table. */
export const cases: readonly Case[] = [...carriageCases];

export const areas: readonly string[] = [...new Set(cases.map(({ area }) => area))];
