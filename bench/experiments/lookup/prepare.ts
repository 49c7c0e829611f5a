import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import { type Credential, logInMany } from '../../load/credential.ts';
import { measuredPath } from './trial.ts';

export type Credentials = ReadonlyMap<string, readonly Credential[]>;

export interface Preparation {
  readonly stack: Pick<Stack, 'loadAccount'>;
  readonly arms: readonly Pick<Arm, 'spec' | 'url' | 'replicas'>[];
  readonly generator: Pick<Generator, 'provide' | 'run'>;
  readonly size: { readonly credentials: number; readonly warmupRequestsPerReplica: number };
  readonly connections: number;
  readonly onStep?: (done: number, total: number) => void;
}

/**
 * Logs in and warms up. Thousands of subjects, one credential each: a single hot key would flatter every cache on the
 * way. Warm-up by count and not by time: a slow machine gets the same number of chances to compile its hot code.
 */
export async function prepareArms(preparation: Preparation): Promise<Credentials> {
  const { stack, arms, generator, size, onStep = () => undefined } = preparation;
  const accounts = Array.from({ length: size.credentials }, (_, index) => stack.loadAccount(index));
  const credentials = new Map<string, readonly Credential[]>();
  for (const [index, arm] of arms.entries()) {
    onStep(index, arms.length);
    const issued = await logInMany(arm.url, accounts);
    credentials.set(arm.spec.arm, issued);
    const headers = issued.map((credential) => credential.headers);
    await generator.provide(arm.spec.arm, headers);
    await generator.run({
      url: arm.url,
      path: measuredPath,
      credentials: arm.spec.arm,
      connections: preparation.connections,
      requests: size.warmupRequestsPerReplica * arm.replicas.length,
    });
  }
  return credentials;
}
