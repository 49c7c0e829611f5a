import { runContractDirectly } from './run-directly.ts';

runContractDirectly('tokens-fail-open');
