import { runContractDirectly } from './run-directly.ts';

runContractDirectly('tokens-pushed');
