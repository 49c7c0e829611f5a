import { portsOf } from '../layout.ts';
import { linkClient } from '../link/client.ts';
import { during } from '../moment.ts';
import { createPart } from '../part.ts';
import { type AddressControl, createReplica } from '../replica.ts';
import { replicaNames } from '../replica-names.ts';
import type { ArmSpec, Link, Part, Replica } from '../stack.ts';
import { statusOf } from '../status-of.ts';
import { type ComposeContext, host, type LinkPlace, linkPlaces } from './context.ts';
import { docker } from './engine.ts';
import type { ComposePlan } from './plan.ts';
import type { Programs } from './services.ts';

/** The replicas of one arm, as `plan` places them. */
export function composeReplicas(
  context: ComposeContext,
  programs: Programs,
  plan: ComposePlan,
  spec: ArmSpec,
): readonly Replica[] {
  const places = linkPlaces(context, [spec]);
  const ports = portsOf(context.layout, spec.arm).replicas;
  const hosts = plan.arms.find(({ arm }) => arm === spec.arm)?.replicas ?? [];
  return replicaNames(spec).map((name, index) => {
    const program = programs(name);
    const address = `${context.network}.${hosts[index]?.host}`;
    const facts = {
      name,
      arm: spec.arm,
      contender: spec.contender,
      url: `http://${host}:${ports[index]?.public}`,
      metricsUrl: `http://${host}:${ports[index]?.metrics}`,
      keysDirectory: '/keys',
    };
    const place = places.find(({ replica }) => replica === name);
    const link = place === undefined ? null : linkOf(context, place);
    return createReplica(facts, program, addressOf(context, program.container, address), link);
  });
}

/** The container is taken off the network: nobody answers for its address, not even with a refusal. */
function addressOf(
  { composeProject }: ComposeContext,
  container: string,
  address: string,
): AddressControl {
  const network = `${composeProject}_lab`;
  let isLost = false;
  return {
    lose: () =>
      during(async () => {
        if (!isLost) await docker('network', 'disconnect', network, container);
        isLost = true;
      }),
    regain: () =>
      during(async () => {
        if (isLost) await docker('network', 'connect', '--ip', address, network, container);
        isLost = false;
      }),
  };
}

function linkOf({ layout }: ComposeContext, { replica, publishedPort }: LinkPlace): Link {
  return linkClient(replica, { host, port: layout.linkControl }, { host, port: publishedPort });
}

/** The container that holds the links; null when no arm asked for any. */
export function composeLinks(
  { layout }: ComposeContext,
  programs: Programs,
  plan: ComposePlan,
): Part | null {
  if (plan.links === null) return null;
  // Whatever it answers, it is there: 404 lists the links.
  return createPart('links', programs('links'), async () => {
    return (await statusOf(`http://${host}:${layout.linkControl}/links`, 1_000)) === 404;
  });
}
