import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { StackError } from '../stack/errors.ts';

/** The parts of Kubernetes objects that the checks of this folder read. `schema.ts` judges every other field. */
const selector = z.record(z.string(), z.string());
const portReference = z.union([z.string(), z.number()]);

const probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: portReference }).optional(),
});

const variable = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({
      secretKeyRef: z.looseObject({ name: z.string(), key: z.string() }).optional(),
    })
    .optional(),
});

const container = z.looseObject({
  name: z.string(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).default([]),
  env: z.array(variable).default([]),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  lifecycle: z
    .looseObject({
      preStop: z.looseObject({ sleep: z.looseObject({ seconds: z.number() }).optional() }),
    })
    .optional(),
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean().optional() }).optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string() })).default([]),
});
export type Container = z.output<typeof container>;

const pod = z.looseObject({
  // What Kubernetes takes when nothing is said.
  terminationGracePeriodSeconds: z.number().default(30),
  securityContext: z.looseObject({ runAsNonRoot: z.boolean().optional() }).optional(),
  containers: z.array(container),
  volumes: z
    .array(
      z.looseObject({
        name: z.string(),
        secret: z.looseObject({ secretName: z.string() }).optional(),
      }),
    )
    .default([]),
});
export type Pod = z.output<typeof pod>;

const apiVersion = z.string();
const metadata = z.looseObject({ name: z.string() });
const workloadSpec = z.looseObject({
  replicas: z.number(),
  selector: z.looseObject({ matchLabels: selector }),
  template: z.looseObject({ metadata: z.looseObject({ labels: selector }), spec: pod }),
});

const object = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('Namespace'), apiVersion, metadata }),
  z.looseObject({
    kind: z.literal('Secret'),
    apiVersion,
    metadata,
    data: z.record(z.string(), z.string()).default({}),
  }),
  z.looseObject({ kind: z.literal('Deployment'), apiVersion, metadata, spec: workloadSpec }),
  z.looseObject({
    kind: z.literal('StatefulSet'),
    apiVersion,
    metadata,
    spec: workloadSpec.extend({
      serviceName: z.string(),
      volumeClaimTemplates: z.array(z.looseObject({ metadata })).default([]),
    }),
  }),
  z.looseObject({
    kind: z.literal('Service'),
    apiVersion,
    metadata,
    spec: z.looseObject({
      selector,
      ports: z.array(z.looseObject({ targetPort: portReference })),
    }),
  }),
  z.looseObject({
    kind: z.literal('PodDisruptionBudget'),
    apiVersion,
    metadata,
    spec: z.looseObject({
      minAvailable: z.number(),
      selector: z.looseObject({ matchLabels: selector }),
    }),
  }),
  z.looseObject({
    kind: z.literal('NetworkPolicy'),
    apiVersion,
    metadata,
    spec: z.looseObject({
      podSelector: z.looseObject({ matchLabels: selector }),
      ingress: z.array(
        z.looseObject({ ports: z.array(z.looseObject({ port: portReference })).default([]) }),
      ),
    }),
  }),
]);
export type KubernetesObject = z.output<typeof object>;
export type Kind = KubernetesObject['kind'];
export type Workload = Extract<KubernetesObject, { kind: 'Deployment' | 'StatefulSet' }>;

/**
 * The objects of a stream of YAML documents, as `kubectl kustomize` prints it.
 * @throws StackError `part_failed` for an object that these checks cannot read, such as one of another kind
 */
export function readObjects(yaml: string): readonly KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => {
    const content: unknown = document.toJS();
    const { success, data, error } = object.safeParse(content);
    if (success) return data;
    const { kind, metadata: { name = '' } = {} } = Object(content);
    const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new StackError('part_failed', `${kind} ${name}: ${problems.join('; ')}`);
  });
}

/** All objects of one kind. */
export function ofKind<K extends Kind>(
  objects: readonly KubernetesObject[],
  kind: K,
): readonly Extract<KubernetesObject, { kind: K }>[] {
  return objects.filter(
    (each): each is Extract<KubernetesObject, { kind: K }> => each.kind === kind,
  );
}

export function workloadsIn(objects: readonly KubernetesObject[]): readonly Workload[] {
  return [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')];
}

/** How messages name an object: `Deployment shop`. */
export function nameOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}
