import { join } from 'node:path';
import type { RunContext } from '../launch.ts';

/** What the parts of one run in containers share. */
export interface ComposeContext extends RunContext {
  /** The name of the docker compose project. */
  readonly composeProject: string;
  /** The first three numbers of an arm's addresses, for each arm in the order of their specs. */
  readonly networks: readonly string[];
}

/** The address at which every published port is reached. */
export const host = '127.0.0.1';

export const storeConfigPath = (context: ComposeContext, arm: string): string =>
  join(context.run.path, `${arm}-store.conf`);

export const balancerConfigPath = ({ run }: ComposeContext): string => join(run.path, 'nginx.conf');

export const sentinelConfigPath = ({ run }: ComposeContext): string =>
  join(run.path, 'sentinel.conf');
