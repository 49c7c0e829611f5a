import type { CorrectnessCase } from './case.ts';
import { entryLife } from './entry-life.ts';
import { listedIdentity } from './identity.ts';
import { refreshTheft } from './refresh-theft.ts';
import { respelled } from './respelled.ts';
import { sameSecond } from './same-second.ts';

/** Cases that disturb nobody: they run on the contenders' own arms. */
export const gentleCases: readonly CorrectnessCase[] = [
  respelled,
  listedIdentity,
  refreshTheft,
  entryLife,
  sameSecond,
];

/** Without the one that waits for the beginning of a second. */
export const quickCases: readonly CorrectnessCase[] = [respelled, refreshTheft, entryLife];
