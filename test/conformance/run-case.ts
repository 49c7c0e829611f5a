import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, covers, type Entrance, type Reply } from './case.ts';
import { type Check, judge } from './judge.ts';

/** Enough to keep two cores busy while some cases listen for a moment. */
const requestsAtOnce = 32;

/** Sends a case to every entrance that it applies to. */
export type RunCase = (each: Case, entrances: readonly Entrance[]) => Promise<readonly Check[]>;

/** At most `requestsAtOnce` are under way, whatever the number of cases that run side by side. */
export function createRunner(): RunCase {
  const take = createPlaces(requestsAtOnce);
  return async (each, entrances) => {
    const where = entrances.filter((entrance) => covers(each.on ?? {}, entrance));
    const check = async (entrance: Entrance): Promise<Check> => {
      try {
        const ask = () => settled(each, entrance);
        return each.waits === true ? await ask() : await take(ask);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        return { case: each, entrance, verdict: 'unexplained', differences: [said] };
      }
    };
    return await Promise.all(where.map(check));
  };
}

/** On a busy machine Redis or a replica may be late, and that is an outage. What a client can cause, it causes each time. */
const attempts = 4;

async function settled(each: Case, entrance: Entrance): Promise<Check> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await sendTo(each, entrance);
    const check = judge(each, entrance, reply);
    const isOutage = reply.status === 503 || reply.status === 504;
    if (check.verdict !== 'unexplained' || !isOutage || attempt === attempts) return check;
    await sleep(attempt * 200);
  }
}

async function sendTo({ send }: Case, entrance: Entrance): Promise<Reply> {
  return typeof send === 'function' ? await send(entrance) : await entrance.send(send);
}

/** Runs what it is given, and lets it wait while all places are taken. */
function createPlaces(count: number): <Result>(act: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (act) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((turn) => waiting.push(turn));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
