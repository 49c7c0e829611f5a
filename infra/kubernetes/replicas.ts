import { type Container, type KubernetesObject, nameOf, ofKind, type Pod } from './objects.ts';

/** The route that says only that the process lives: `apps/shared/operation/readiness.ts`. */
const aliveRoute = '/healthz';

/**
 * What is wrong with the way in which Kubernetes asks, ends and confines the replicas.
 * @param routes the paths that the app answers a GET on
 */
export function replicaProblems(
  objects: readonly KubernetesObject[],
  routes: ReadonlySet<string>,
): string[] {
  return [...serviceProblems(objects), ...deploymentProblems(objects, routes)];
}

/** The private port rotates keys and weighs the heap, so no Service leads to it. */
function serviceProblems(objects: readonly KubernetesObject[]): string[] {
  const isPrivate = isPrivatePort(objects);
  return ofKind(objects, 'Service')
    .filter(({ spec }) => spec.ports.some(({ targetPort }) => isPrivate(targetPort)))
    .map((service) => `${nameOf(service)}: it leads to the private port`);
}

function isPrivatePort(objects: readonly KubernetesObject[]) {
  const containers = ofKind(objects, 'Deployment').flatMap(
    ({ spec }) => spec.template.spec.containers,
  );
  const ports = containers.flatMap(({ ports: all, env }) => {
    const number = valueIn(env, 'METRICS_PORT');
    return all.filter(({ containerPort }) => String(containerPort) === number);
  });
  return (port: string | number) =>
    ports.some(({ name, containerPort }) => port === name || port === containerPort);
}

function deploymentProblems(
  objects: readonly KubernetesObject[],
  routes: ReadonlySet<string>,
): string[] {
  return ofKind(objects, 'Deployment').flatMap((deployment) => {
    const pod = deployment.spec.template.spec;
    return [
      ...pod.containers.flatMap((container) => [
        ...probeProblems(container, routes),
        ...graceProblems(pod, container),
        ...confinementProblems(pod, container),
      ]),
    ].map((problem) => `${nameOf(deployment)}: ${problem}`);
  });
}

function probeProblems(container: Container, routes: ReadonlySet<string>): string[] {
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
  return probes.flatMap((name) => {
    const request = container[name]?.httpGet;
    if (request === undefined) return [`it has no ${name}`];
    const { path, port } = request;
    return [
      ...(routes.has(path) ? [] : [`its ${name} asks for ${path}, which the app does not have`]),
      ...(isPublicPort(container, port)
        ? []
        : [`its ${name} asks port ${port}, which is not PORT`]),
      // A probe that fails with Redis would restart every replica for as long as Redis is away.
      ...(name === 'livenessProbe' && path !== aliveRoute && routes.has(path)
        ? [`its ${name} asks for ${path}, but only ${aliveRoute} asks nothing but the process`]
        : []),
    ];
  });
}

function isPublicPort({ ports, env }: Container, port: string | number): boolean {
  const number = ports.find(({ name, containerPort }) => port === name || port === containerPort);
  return number !== undefined && String(number.containerPort) === valueIn(env, 'PORT');
}

function graceProblems(pod: Pod, { env, lifecycle }: Container): string[] {
  const preStopSeconds = lifecycle?.preStop.sleep?.seconds ?? 0;
  const drainSeconds = Number(valueIn(env, 'DRAIN_DEADLINE_MS') ?? Number.NaN) / 1000;
  if (Number.isNaN(drainSeconds))
    return ['it does not say how long a replica drains: DRAIN_DEADLINE_MS'];
  const graceSeconds = pod.terminationGracePeriodSeconds;
  if (graceSeconds > preStopSeconds + drainSeconds) return [];
  return [
    `SIGKILL comes after ${graceSeconds} s, but preStop and draining take up to ${preStopSeconds + drainSeconds} s`,
  ];
}

function confinementProblems(pod: Pod, container: Container): string[] {
  return [
    ...(pod.securityContext?.runAsNonRoot === true ? [] : ['its pods may run as root']),
    ...(container.securityContext?.readOnlyRootFilesystem === true
      ? []
      : ['its pods may write to their root file system']),
  ];
}

function valueIn(env: Container['env'], wanted: string): string | undefined {
  return env.find(({ name }) => name === wanted)?.value;
}
