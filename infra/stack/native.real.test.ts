import { describeEnds } from './suite/describe-ends.ts';
import { describeRefusals } from './suite/describe-refusals.ts';
import { describeStack } from './suite/describe-stack.ts';

describeStack('native');
describeRefusals('native');
describeEnds('native');
