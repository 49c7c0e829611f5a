import type { KubernetesObject, Workload } from './objects.ts';

/** An error that the check plants into right manifests and must then find. */
export interface Plant {
  readonly name: string;
  plant(objects: readonly KubernetesObject[]): readonly KubernetesObject[];
  /** A part of the sentence that must come, and the only one that may. */
  readonly found: string;
}

export const plants: readonly Plant[] = [
  {
    name: 'an unknown field',
    plant: (objects) => changePod(objects, (pod) => ({ ...pod, terminationGracePeriod: 20 })),
    found: 'there is no field terminationGracePeriod in',
  },
  {
    name: 'a selector that matches no pod',
    plant: (objects) =>
      objects.map((object) =>
        object.kind === 'Service' && object.metadata.name === 'shop'
          ? { ...object, spec: { ...object.spec, selector: { app: 'shopp' } } }
          : object,
      ),
    found: 'Service shop: its selector app=shopp matches the pods of 0 workloads',
  },
  {
    name: 'a missing probe',
    plant: (objects) =>
      changePod(objects, (pod) => ({
        ...pod,
        containers: pod.containers.map(({ livenessProbe: _, ...container }) => container),
      })),
    found: 'it has no livenessProbe',
  },
  {
    name: 'a SIGKILL before the draining ends',
    plant: (objects) =>
      changePod(objects, (pod) => ({ ...pod, terminationGracePeriodSeconds: 15 })),
    found: 'SIGKILL comes after 15 s, but preStop and draining take up to 15 s',
  },
];

type Pod = Workload['spec']['template']['spec'];

function changePod(
  objects: readonly KubernetesObject[],
  change: (pod: Pod) => Pod,
): readonly KubernetesObject[] {
  return objects.map((object) => {
    if (object.kind !== 'Deployment') return object;
    const { template } = object.spec;
    const changed = { ...template, spec: change(template.spec) };
    return { ...object, spec: { ...object.spec, template: changed } };
  });
}
