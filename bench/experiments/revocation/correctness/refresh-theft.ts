import { contenderNamed } from '../../../../infra/contenders/contenders.ts';
import { logIn } from '../../../load/credential.ts';
import { refreshed, refreshWith } from '../../../load/revoke.ts';
import {
  askEachSettled,
  type CaseRow,
  type CaseTrial,
  type CorrectnessCase,
  describeStatuses,
} from './case.ts';

/** What a stolen refresh token is worth, and what happens to thief and owner when it is presented. */
export const refreshTheft: CorrectnessCase = {
  name: 'refresh-replayed',
  appliesTo: (contender) => contenderNamed(contender).credential.refreshes,
  run: async (trial) => [await afterTwoRotations(trial), await withinTheGrace(trial)],
};

async function afterTwoRotations({ arm, nextAccount }: CaseTrial): Promise<CaseRow> {
  const stolen = await logIn(arm.url, nextAccount());
  const owner = await refreshed(arm.url, await refreshed(arm.url, stolen));
  const thief = await refreshWith(arm.url, stolen);
  const ownerNext = await refreshWith(arm.url, owner);
  return {
    case: 'refresh-replayed-after-rotation',
    expected:
      'the thief gets nothing (401), and the family ends: the owner has to log in again (401)',
    observed: `thief ${thief.status}, the owner's next refresh ${ownerNext.status}`,
    ok: thief.status === 401 && ownerNext.status === 401,
    explanation:
      'the server cannot tell which of the two is the thief, so both are out; how long access tokens go on is measured as the action refresh-replayed',
    source: 'RFC 9700, section 4.14.2',
  };
}

async function withinTheGrace({ arm, nextAccount }: CaseTrial): Promise<CaseRow> {
  const stolen = await logIn(arm.url, nextAccount());
  const owner = await refreshed(arm.url, stolen);
  const thief = await refreshWith(arm.url, stolen);
  const spoils = thief.credential;
  const works = spoils === null ? [] : await askEachSettled(arm, spoils.headers);
  const ownerNext = await refreshWith(arm.url, owner);
  return {
    case: 'refresh-replayed-in-the-grace',
    expected:
      'the predecessor is served once more (200), for tabs that race each other; so is a thief',
    observed: `thief ${thief.status}${spoils === null ? '' : `, its access token ${describeStatuses(works)}`}, the owner's next refresh ${ownerNext.status}`,
    ok: thief.status === 200 && ownerNext.status === 200,
    explanation:
      'the grace that keeps racing tabs logged in is a window in which theft goes unseen; it is found at the next use of what both now hold',
    source: 'RFC 9700, section 4.14.2; Supabase Auth, refresh token reuse interval',
  };
}
