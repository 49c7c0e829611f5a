import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readEnvironment } from '../stack/environment.ts';
import type { Project } from '../stack/project.ts';
import { replicaEnvironment } from '../stack/replica-environment.ts';
import { type Container, type KubernetesObject, nameOf, ofKind } from './objects.ts';

/**
 * What is wrong with the program and the variables that the replicas of an overlay get. The program of the contender
 * itself judges them: it knows its settings, and needs no store for that.
 */
export function toldProblems(
  project: Project,
  contender: string,
  objects: readonly KubernetesObject[],
): string[] {
  return ofKind(objects, 'Deployment').flatMap((deployment) =>
    deployment.spec.template.spec.containers
      .flatMap((container) => [
        ...commandProblems(project, contender, container),
        ...variableProblems(project, contender, container, objects),
      ])
      .map((problem) => `${nameOf(deployment)}: ${problem}`),
  );
}

function commandProblems(
  project: Project,
  contender: string,
  { command = [] }: Container,
): string[] {
  const program = project.programOf(contender);
  if (command.join(' ') !== `node ${program}`) {
    return [`it starts "${command.join(' ')}" and not "node ${program}"`];
  }
  return existsSync(join(project.root, program)) ? [] : [`there is no ${program}`];
}

/** What a replica of the lab is told as well. ARM names an arm of a bench, and a cluster has none. */
function namesInTheLab(contender: string): string[] {
  const place = { name: '-', host: '-', port: 1, metricsPort: 2, store: '-', keysFile: '-' };
  const secrets = { session: '-', loadAccount: '-', store: '-' };
  const told = replicaEnvironment({ arm: contender, contender }, place, secrets);
  return Object.keys(told).filter((name) => name !== 'ARM');
}

function variableProblems(
  project: Project,
  contender: string,
  { env }: Container,
  objects: readonly KubernetesObject[],
): string[] {
  const names = env.map(({ name }) => name);
  const missing = namesInTheLab(contender)
    .filter((name) => !names.includes(name))
    .map((name) => `a replica of the lab is told ${name}, and these are not`);
  // NODE_ENV is for Express. A variable that another one is made of, $(LIKE_THIS), is not for the program.
  const parts = names.filter((name) => env.some(({ value }) => value?.includes(`$(${name})`)));
  const forProgram = names.filter((name) => name !== 'NODE_ENV' && !parts.includes(name));
  const program = join(project.root, project.programOf(contender));
  try {
    const { nodeFlags } = readEnvironment();
    const said = execFileSync(
      process.execPath,
      [...nodeFlags, program, '--check-settings', ...forProgram],
      { env: valuesOf(env, objects), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const unknown = z.array(z.string()).parse(JSON.parse(said));
    return [...missing, ...unknown.map((name) => `${contender} has no setting ${name}`)];
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : error;
    return [...missing, `${contender} says: ${said}`];
  }
}

/** The environment of a replica as Kubernetes makes it. A field of the pod, such as its name, has a stand-in. */
function valuesOf(
  env: Container['env'],
  objects: readonly KubernetesObject[],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    const { secretKeyRef } = valueFrom ?? {};
    const found =
      secretKeyRef === undefined ? (value ?? 'shop-0') : secretValue(secretKeyRef, objects);
    // Only variables that stand before it in the list can be named.
    values[name] = found.replaceAll(/\$\((\w+)\)/g, (text, known: string) => values[known] ?? text);
  }
  return values;
}

function secretValue(
  { name, key }: { readonly name: string; readonly key: string },
  objects: readonly KubernetesObject[],
): string {
  const secret = ofKind(objects, 'Secret').find(({ metadata }) => metadata.name === name);
  return Buffer.from(secret?.data[key] ?? '', 'base64').toString();
}
