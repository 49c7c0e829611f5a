import { setTimeout as sleep } from 'node:timers/promises';
import { worksOnEveryReplica } from '../../contenders/contenders.ts';
import { StackError } from '../../stack/errors.ts';
import type { Link, Replica } from '../../stack/stack.ts';
import type { Told, Verb } from '../verb.ts';
import { type Asked, curl, printCurl, verdictOf } from './curl.ts';
import { keptJar } from './jar.ts';
import { eachPair, type Pair } from './pair.ts';

/** One way between the slow replica and Redis. A round trip stays far below the 250 ms that a replica waits. */
const eachWayMs = 50;

/** A write is under way on one replica while the credential is logged out on another one. */
export const race: Verb = {
  words: 'PERSON [PLACE…]',
  meaning: 'log somebody out while a write of theirs is under way, and show who is in afterwards',
  help: [
    `The first replica gets ${eachWayMs} ms to Redis and back again, so it has read when the logout comes, and saves after it.`,
    'Its link heals afterwards. The logout ends the kept credential: log in again for another race.',
  ],
  run: (stack, words) => eachPair(stack, words, raceAt),
};

async function raceAt({ stack, person, place: { arm } }: Pair): Promise<Told> {
  const jar = keptJar(stack, person, arm.spec.arm);
  const { slow, link, quick } = lanesOf(arm.spec.contender, arm.replicas);
  const json = { items: [{ sku: 'COAT', quantity: 1 }] };
  const write: Asked = { url: `${slow.url}/cart`, method: 'PUT', json, jar };
  const logout: Asked = { url: `${quick.url}/logout`, method: 'POST', jar };
  await link.delay(eachWayMs);
  try {
    const writing = curl(write);
    // The write has reached Redis by now, and its reply has not reached the replica.
    await sleep(1.5 * eachWayMs);
    const left = await curl(logout);
    const written = await writing;
    await link.heal();
    const checks = await Promise.all(
      arm.replicas.map(({ url }) => curl({ url: `${url}/me`, jar })),
    );
    const isBack = checks.some(({ status }) => status === 200);
    return {
      commands: [
        `./lab delay ${slow.name} ${eachWayMs}`,
        `${printCurl(write)} &`,
        `sleep ${(1.5 * eachWayMs) / 1000}; ${printCurl(logout)}; wait`,
      ],
      lines: [
        `${slow.name}  PUT /cart     ${written.status ?? 'no answer'}`,
        `${quick.name}  POST /logout  ${left.status ?? 'no answer'}, while the write was under way`,
        ...arm.replicas.map(
          ({ name }, index) => `${name}  GET /me       ${verdictOf(checks[index])}`,
        ),
        `${person.name} ${isBack ? 'came back' : 'stays out'} at ${arm.spec.arm}`,
      ],
    };
  } finally {
    await link.heal();
  }
}

/** @throws StackError `not_possible` where no two replicas can meet at one Redis */
function lanesOf(
  contender: string,
  replicas: readonly Replica[],
): { readonly slow: Replica; readonly link: Link; readonly quick: Replica } {
  const [slow, quick] = replicas;
  const link = slow?.storeLink ?? null;
  if (
    slow !== undefined &&
    quick !== undefined &&
    link !== null &&
    worksOnEveryReplica(contender)
  ) {
    return { slow, link, quick };
  }
  throw new StackError(
    'not_possible',
    `a race needs two replicas that know the same credential, and ${contender} has none here`,
  );
}
