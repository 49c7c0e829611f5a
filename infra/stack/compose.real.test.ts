import { describe } from 'vitest';
import { engineVersion } from './compose/engine.ts';
import { describeApps } from './suite/describe-apps.ts';
import { describeEnds } from './suite/describe-ends.ts';
import { describeRefusals } from './suite/describe-refusals.ts';
import { describeStack } from './suite/describe-stack.ts';
import { describeStandby } from './suite/store.ts';

const engine = await engineVersion().catch(() => null);

describe.skipIf(engine === null)('the compose driver (needs a Docker engine)', () => {
  describeStack('compose');
  describeStandby('compose');
  describeRefusals('compose');
  describeEnds('compose');
  describeApps('compose');
});
