import { join } from 'node:path';
import { portsOf } from '../layout.ts';
import { linkClient } from '../link/client.ts';
import { createPart } from '../part.ts';
import { replicaNames } from '../replica-names.ts';
import { workDirectory } from '../run/run-directory.ts';
import type { ArmSpec, Link, Part } from '../stack.ts';
import { statusOf } from '../status-of.ts';
import { host, type NativeContext } from './context.ts';
import { NativeProgram } from './program.ts';

/** The process that holds the links of all arms that asked for them, not started yet; null when none did. */
export function nativeLinks(context: NativeContext, specs: readonly ArmSpec[]): Part | null {
  const links = specs
    .filter(({ storeLinks }) => storeLinks)
    .flatMap((spec) => plansOf(context, spec));
  if (links.length === 0) return null;
  const port = context.layout.linkControl;
  const program = new NativeProgram(
    {
      name: 'links',
      path: process.execPath,
      args: [
        join(import.meta.dirname, '../link/main.ts'),
        JSON.stringify({ control: { host, port }, links }),
      ],
      environment: { PATH: context.searchPath },
      workDirectory: workDirectory(context.run.path),
      logPath: join(context.run.path, 'logs', 'links.log'),
      port,
    },
    context,
  );
  // Whatever it answers, it is there: 404 lists the links.
  return createPart('links', program, async () => {
    return (await statusOf(`http://${host}:${port}/links`, 1_000)) === 404;
  });
}

function plansOf({ layout }: NativeContext, spec: ArmSpec) {
  const { store, replicas } = portsOf(layout, spec.arm);
  return replicaNames(spec).map((name, index) => ({
    name,
    listen: { host, port: replicas[index]?.link },
    target: { host, port: store },
  }));
}

/** The link of one replica, by the replica's name. */
export function nativeLink({ layout }: NativeContext, replica: string, linkPort: number): Link {
  const control = { host, port: layout.linkControl };
  return linkClient(replica, control, { host, port: linkPort });
}
