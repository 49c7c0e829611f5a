import { describeStack } from './suite/describe-stack.ts';

describeStack('native');
