import { during } from '../part.ts';
import { type AddressControl, createReplicas } from '../replica.ts';
import type { ArmSpec, Replica } from '../stack.ts';
import type { ComposeContext } from './context.ts';
import { docker } from './engine.ts';
import { linkControlOf } from './links.ts';
import type { ComposePlan } from './plan.ts';
import type { Programs } from './services.ts';

/** The replicas of one arm, at the addresses of `plan`. */
export function composeReplicas(
  context: ComposeContext,
  programs: Programs,
  plan: ComposePlan,
  spec: ArmSpec,
): readonly Replica[] {
  const arm = plan.arms.find((each) => each.arm === spec.arm);
  const linkControl = linkControlOf(programs, spec.arm);
  return createReplicas(context, spec, linkControl, (name, index) => {
    const control = programs(name);
    const address = `${arm?.network}.${arm?.replicas[index]?.host}`;
    return {
      control,
      address: addressOf(`${context.composeProject}_${spec.arm}`, control.container, address),
      keysDirectory: '/keys',
    };
  });
}

/** `lose` takes the container off the network. Its address then gives no answer at all, not even a refusal. */
function addressOf(network: string, container: string, address: string): AddressControl {
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
