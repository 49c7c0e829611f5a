import { type KubernetesObject, nameOf, ofKind, type Workload, workloadsIn } from './objects.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * What one object says of another and what is not so. The API server accepts such objects: a Service whose selector
 * matches no pod is valid and answers no request.
 */
export function wiringProblems(objects: readonly KubernetesObject[]): string[] {
  const workloads = workloadsIn(objects);
  return objects.flatMap((object) =>
    problemsOf(object, objects, workloads).map((problem) => `${nameOf(object)}: ${problem}`),
  );
}

function problemsOf(
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
  workloads: readonly Workload[],
): string[] {
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return workloadProblems(object, objects);
    case 'Service': {
      const wanted = object.spec.ports.map(({ targetPort }) => targetPort);
      return selectionProblems(object.spec.selector, workloads, wanted);
    }
    case 'NetworkPolicy': {
      const wanted = object.spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port));
      return selectionProblems(object.spec.podSelector.matchLabels, workloads, wanted);
    }
    case 'PodDisruptionBudget':
      return [
        ...selectionProblems(object.spec.selector.matchLabels, workloads, []),
        ...budgetProblems(object.spec.selector.matchLabels, object.spec.minAvailable, workloads),
      ];
    case 'Namespace':
    case 'Secret':
      return [];
    default:
      return object satisfies never;
  }
}

/** @param ports names or numbers that the selected pods should have */
function selectionProblems(
  selector: Labels,
  workloads: readonly Workload[],
  ports: readonly (string | number)[],
): string[] {
  const selected = workloads.filter((workload) => selects(selector, workload));
  if (selected.length !== 1) {
    return [
      `its selector ${show(selector)} matches the pods of ${selected.length} workloads, not 1`,
    ];
  }
  const known = selected.flatMap(({ spec }) => spec.template.spec.containers.flatMap(portsOf));
  return ports
    .filter((port) => !known.includes(port))
    .map((port) => `the pods that it selects have no port ${port}`);
}

function portsOf({
  ports,
}: {
  readonly ports: readonly { name: string; containerPort: number }[];
}) {
  return ports.flatMap(({ name, containerPort }): (string | number)[] => [name, containerPort]);
}

function budgetProblems(
  selector: Labels,
  minAvailable: number,
  workloads: readonly Workload[],
): string[] {
  return workloads
    .filter((workload) => selects(selector, workload) && workload.spec.replicas <= minAvailable)
    .map(
      (workload) => `it allows no pod of ${nameOf(workload)} to leave, so no node can be drained`,
    );
}

function workloadProblems(workload: Workload, objects: readonly KubernetesObject[]): string[] {
  const { selector, template } = workload.spec;
  return [
    ...(selects(selector.matchLabels, workload)
      ? []
      : [
          `its selector ${show(selector.matchLabels)} does not match its pods ${show(template.metadata.labels)}`,
        ]),
    ...(workload.kind === 'StatefulSet' &&
    !ofKind(objects, 'Service').some(({ metadata }) => metadata.name === workload.spec.serviceName)
      ? [`there is no Service ${workload.spec.serviceName}`]
      : []),
    ...volumeProblems(workload),
    ...secretProblems(workload, objects),
  ];
}

function volumeProblems(workload: Workload): string[] {
  const { containers, volumes } = workload.spec.template.spec;
  const claims = workload.kind === 'StatefulSet' ? workload.spec.volumeClaimTemplates : [];
  const known = [
    ...volumes.map(({ name }) => name),
    ...claims.map(({ metadata }) => metadata.name),
  ];
  return containers
    .flatMap(({ volumeMounts }) => volumeMounts)
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => `there is no volume ${name}`);
}

function secretProblems(workload: Workload, objects: readonly KubernetesObject[]): string[] {
  const secrets = new Map(
    ofKind(objects, 'Secret').map(({ metadata, data }) => [metadata.name, Object.keys(data)]),
  );
  const { containers, volumes } = workload.spec.template.spec;
  const mounted = volumes
    .flatMap(({ secret }) => secret ?? [])
    .filter(({ secretName }) => !secrets.has(secretName))
    .map(({ secretName }) => `there is no Secret ${secretName}`);
  const read = containers
    .flatMap(({ env }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []))
    .filter(({ name, key }) => secrets.get(name)?.includes(key) !== true)
    .map(({ name, key }) => `there is no Secret ${name} with ${key}`);
  return [...mounted, ...read];
}

function selects(selector: Labels, { spec }: Workload): boolean {
  const { labels } = spec.template.metadata;
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
}

function show(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
