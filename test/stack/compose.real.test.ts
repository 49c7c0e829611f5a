import { describe } from 'vitest';
import { engineVersion } from '../../infra/stack/compose/engine.ts';
import { describeApps } from './describe-apps.ts';
import { describeEnds } from './describe-ends.ts';
import { describeRefusals } from './describe-refusals.ts';
import { describeStack } from './describe-stack.ts';
import { describeStandby } from './store.ts';

const engine = await engineVersion().catch(() => null);

describe.skipIf(engine === null)('the compose driver (needs a Docker engine)', () => {
  describeStack('compose');
  describeStandby('compose');
  describeRefusals('compose');
  describeEnds('compose');
  describeApps('compose');
});
