import { runContractDirectly } from './run-directly.ts';

runContractDirectly('sessions-cached');
