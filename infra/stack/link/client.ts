import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { StackError } from '../errors.ts';
import { during } from '../moment.ts';
import type { Link } from '../stack.ts';
import { type Behaviour, healthy } from './behaviour.ts';
import type { Target } from './crossing.ts';
import { measureRoundTripMs } from './round-trip.ts';

const answerTimeoutMs = 5_000;

/** The link `name` of the process that answers at `control`. `entrance` is where the harness can enter the link itself. */
export function linkClient(name: string, control: Target, entrance: Target): Link {
  const become = (behaviour: Behaviour) =>
    during(() => ask(control, 'PUT', `/links/${name}`, JSON.stringify(behaviour)));
  return {
    delay: (eachWayMs) => become({ kind: 'pass', eachWayMs }),
    cut: () => become({ kind: 'cut' }),
    blackhole: () => become({ kind: 'blackhole' }),
    close: () => during(() => ask(control, 'DELETE', `/links/${name}/connections`, '')),
    heal: () => become(healthy),
    measureRoundTripMs: (samples) => measureRoundTripMs(entrance, samples),
  };
}

/** The link `name` of the process that answers at `control` leads to `target` from now on. */
export async function leadLinkTo(name: string, control: Target, target: Target): Promise<void> {
  await ask(control, 'PUT', `/links/${name}/target`, JSON.stringify(target));
}

/** Resolves when the process has done what it was asked. */
async function ask(
  control: Target,
  method: 'PUT' | 'DELETE',
  path: string,
  body: string,
): Promise<void> {
  const { status, answer } = await new Promise<{ status: number; answer: string }>(
    (resolve, reject) => {
      const asked = request(
        { ...control, method, path, agent: false, signal: AbortSignal.timeout(answerTimeoutMs) },
        (response) => {
          text(response).then(
            (said) => resolve({ status: response.statusCode ?? 0, answer: said }),
            reject,
          );
        },
      );
      asked.once('error', reject);
      asked.end(body);
    },
  );
  if (status !== 200) throw new StackError('part_failed', `${method} ${path}: ${status} ${answer}`);
}
