import { describeApps } from './suite/describe-apps.ts';
import { describeEnds } from './suite/describe-ends.ts';
import { describeRefusals } from './suite/describe-refusals.ts';
import { describeStack } from './suite/describe-stack.ts';
import { describeStandby } from './suite/store.ts';

describeStack('native');
describeStandby('native');
describeRefusals('native');
describeEnds('native');
describeApps('native');
