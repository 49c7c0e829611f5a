import { portsOf } from '../layout.ts';
import { linkClient } from '../link/client.ts';
import { createLinksPart, during } from '../part.ts';
import { type AddressControl, createReplica } from '../replica.ts';
import { replicaNames } from '../replica-names.ts';
import type { ArmSpec, Part, Replica } from '../stack.ts';
import { type ComposeContext, host, linkPlaces } from './context.ts';
import { docker } from './engine.ts';
import type { ComposePlan } from './plan.ts';
import type { Programs } from './services.ts';

/** The replicas of one arm, at the addresses of `plan`. */
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
    const control = { host, port: context.layout.linkControl };
    const link =
      place === undefined ? null : linkClient(name, control, { host, port: place.publishedPort });
    return createReplica(facts, program, addressOf(context, program.container, address), link);
  });
}

/** `lose` takes the container off the network. Its address then gives no answer at all, not even a refusal. */
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

/** The container that holds the links; null when no arm asked for links. */
export function composeLinks(
  { layout }: ComposeContext,
  programs: Programs,
  plan: ComposePlan,
): Part | null {
  if (plan.links === null) return null;
  return createLinksPart(programs('links'), `http://${host}:${layout.linkControl}`);
}
