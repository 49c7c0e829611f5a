import type { Plant } from './plant.ts';
import { closingServer } from './plants/closing-server.ts';
import { cpuEffects } from './plants/cpu-effects.ts';
import { latencies } from './plants/latencies.ts';
import { revocationWindows } from './plants/revocation.ts';
import { saturatedGenerator } from './plants/saturated-generator.ts';

/** All plants, in the order of the table. */
export const plants: readonly Plant[] = [
  cpuEffects,
  latencies,
  closingServer,
  saturatedGenerator,
  revocationWindows,
];
