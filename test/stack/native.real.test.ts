import { describeApps } from './describe-apps.ts';
import { describeEnds } from './describe-ends.ts';
import { describeRefusals } from './describe-refusals.ts';
import { describeStack } from './describe-stack.ts';
import { describeStandby } from './store.ts';

describeStack('native');
describeStandby('native');
describeRefusals('native');
describeEnds('native');
describeApps('native');
