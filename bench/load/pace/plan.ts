import type { PacedLoad, PlannedRequest, RequestHeaders } from './record.ts';

/** Request k of a load, ready to be sent. */
export interface PlannedSend {
  readonly kind: number;
  readonly request: PlannedRequest;
  readonly headers: RequestHeaders;
}

/**
 * Turns the plan into a function of k. Each kind of request goes through its credentials in turn, so that one key of
 * the store is not asked again and again.
 */
export function planner(
  load: PacedLoad,
  credentialSets: ReadonlyMap<string, readonly RequestHeaders[]>,
): (k: number) => PlannedSend {
  if (load.plan.length === 0) throw new RangeError('the plan holds no request');
  const kinds = load.plan.map((request) => ({
    request,
    credentials: credentialsOf(request, credentialSets),
  }));
  return (k) => {
    const kind = k % kinds.length;
    const planned = kinds[kind];
    if (planned === undefined) throw new RangeError(`request ${k} is not a whole number`);
    const turn = Math.floor(k / kinds.length) % planned.credentials.length;
    return {
      kind,
      request: planned.request,
      headers: {
        ...planned.request.headers,
        ...planned.credentials[turn],
        ...(planned.request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(load.requestIdPrefix === undefined
          ? {}
          : { 'x-request-id': `${load.requestIdPrefix}${k}` }),
      },
    };
  };
}

function credentialsOf(
  { credentials: name }: PlannedRequest,
  credentialSets: ReadonlyMap<string, readonly RequestHeaders[]>,
): readonly RequestHeaders[] {
  if (name === undefined) return [{}];
  const set = credentialSets.get(name);
  if (set === undefined || set.length === 0) throw new RangeError(`no credentials named ${name}`);
  return set;
}
