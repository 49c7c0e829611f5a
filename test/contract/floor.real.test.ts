import { runContractDirectly } from './run-directly.ts';

runContractDirectly('floor');
