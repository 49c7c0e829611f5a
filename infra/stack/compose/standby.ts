import { storeConnection } from '../../redis/connection.ts';
import type { Arm, Standby } from '../stack.ts';
import { type Doubled, pairUp } from '../standby.ts';
import { type ComposeContext, host } from './context.ts';
import { type ComposePlan, inside } from './plan.ts';

interface Standbys {
  readonly standbys: ReadonlyMap<string, Standby>;
  readonly close: () => void;
}

/** Makes the second Redis of each arm that asked for one replicate, and the sentinels watch. Their containers run. */
export async function composeStandbys(
  { layout }: ComposeContext,
  plan: ComposePlan,
  arms: readonly Arm[],
): Promise<Standbys> {
  if (plan.standbys === null) return { standbys: new Map(), close: () => undefined };
  const at = (place: number | undefined) => ({
    host: `${plan.network}.${place}`,
    port: inside.store,
  });
  const doubled = plan.standbys.stores.flatMap((store): Doubled[] => {
    const arm = arms.find(({ spec }) => spec.arm === store.arm);
    if (arm === undefined) return [];
    const master = plan.arms.find((each) => each.arm === store.arm)?.store.host;
    const connection = storeConnection(host, store.port);
    return [{ arm, connection, master: at(master), standby: at(store.host) }];
  });
  const sentinels = plan.standbys.sentinels.map(({ port }) => storeConnection(host, port));
  return {
    standbys: await pairUp(doubled, { sentinels, linkControl: { host, port: layout.linkControl } }),
    close: () => {
      for (const { close } of [...sentinels, ...doubled.map((each) => each.connection)]) close();
    },
  };
}
