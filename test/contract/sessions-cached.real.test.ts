import { runContract } from './run-contract.ts';

runContract('sessions-cached');
