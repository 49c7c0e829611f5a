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
        const ask = () => sendTo(each, entrance);
        return judge(each, entrance, each.waits === true ? await ask() : await take(ask));
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        return { case: each, entrance, verdict: 'unexplained', differences: [said] };
      }
    };
    return await Promise.all(where.map(check));
  };
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
