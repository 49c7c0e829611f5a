import { request } from 'undici';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { type Credential, headerBytesOf, logIn } from '../../load/credential.ts';
import type { SizeRow, Sweeps } from '../../result/sweeps.ts';
import { measuredPath } from '../lookup/trial.ts';
import { armNamed } from '../own-stack.ts';
import { measureArms, ratioTo, rowOf, type SweepTools, sweep } from './measure.ts';

type Carriage = SizeRow['carriage'];

/** Padding, in bytes: base64url makes a third more of it in a token. */
const steps = [0, 1_024, 2_048, 3_072, 4_096, 6_144, 8_192, 12_288, 16_384];

/** Where the payload lives: in the record of a session, or in a token that travels in either carriage. */
const series: readonly { readonly contender: string; readonly carriage: Carriage }[] = [
  { contender: 'sessions-hardened', carriage: 'cookie' },
  { contender: 'tokens-stateless', carriage: 'cookie' },
  { contender: 'tokens-stateless', carriage: 'bearer' },
];

interface SizedArm {
  readonly spec: ArmSpec;
  readonly claimsBytes: number;
  readonly carriage: Carriage;
  readonly smallest: string;
}

/** What the size of the claims or of the record costs, and at which size something on the way stops it. */
export async function sweepSizes(tools: SweepTools): Promise<Pick<Sweeps, 'trials' | 'sizes'>> {
  const { largestClaimsBytes, everySize } = tools.context.plan.sweeps;
  const chosen = steps.filter(
    (claimsBytes, index) => claimsBytes <= largestClaimsBytes && index % everySize === 0,
  );
  const sized = series.flatMap(({ contender, carriage }) =>
    chosen.map((claimsBytes) => sizedArm(contender, carriage, claimsBytes)),
  );

  return await sweep(tools, 'sizes', sized, async (stack) => {
    const tried = await tryEach(stack, sized);
    const passing = tried.filter(({ tries }) => tries.status === 200).map(({ arm }) => arm);
    const { trials } = await measureArms(tools, stack, passing);
    const sizes = tried.map(({ spec, tries, claimsBytes, carriage, smallest }) => ({
      ...rowOf(trials, spec),
      claimsBytes,
      carriage,
      ...tries,
      againstSmallest: ratioTo(trials, spec.arm, smallest),
    }));
    return { trials, sizes };
  });
}

function sizedArm(contender: string, carriage: Carriage, claimsBytes: number): SizedArm {
  const arm = (bytes: number) => `${contender}-${carriage}-${bytes}`;
  return {
    claimsBytes,
    carriage,
    smallest: arm(0),
    spec: {
      arm: arm(claimsBytes),
      contender,
      replicas: 1,
      environment: { CARRIAGE: carriage, CLAIMS_BYTES: String(claimsBytes) },
    },
  };
}

async function tryEach(stack: Stack, sized: readonly SizedArm[]) {
  const results = [];
  for (const row of sized) {
    const arm = armNamed(stack, row.spec.arm);
    results.push({ ...row, arm, tries: await tryOnce(stack, arm, row.carriage) });
  }
  return results;
}

/** One login and one request, through the balancer and past it. */
async function tryOnce(stack: Stack, arm: Arm, carriage: Carriage) {
  const [replica] = arm.replicas;
  const credential = await logIn(arm.url, stack.loadAccount(0)).catch(() => null);
  if (credential === null || replica === undefined) {
    return { credentialBytes: 0, status: null, replicaStatus: null, stoppedBy: 'login' as const };
  }
  const credentialBytes = headerBytesOf(credential);
  const status = await askOnce(arm.url, credential);
  const replicaStatus = await askOnce(replica.url, credential);
  const stoppedBy = stopOf({ status, replicaStatus, credentialBytes, carriage });
  return { credentialBytes, status, replicaStatus, stoppedBy };
}

/** Null where the connection was closed without an answer. */
async function askOnce(url: string, { headers }: Credential): Promise<number | null> {
  try {
    const { statusCode, body } = await request(url + measuredPath, { headers });
    await body.dump();
    return statusCode;
  } catch {
    return null;
  }
}

/** RFC 6265bis, section 5.6: a browser ignores a cookie whose name and value are longer together. */
const cookieLimitBytes = 4_096;

/**
 * What stops a credential of this size, the first on its way from a browser. The HTTP clients of the lab know no limit
 * for a cookie, so what a browser would drop is still measured.
 */
export function stopOf({
  status,
  replicaStatus,
  credentialBytes,
  carriage,
}: Pick<
  SizeRow,
  'status' | 'replicaStatus' | 'credentialBytes' | 'carriage'
>): SizeRow['stoppedBy'] {
  // The equals sign between name and value does not count.
  if (carriage === 'cookie' && credentialBytes - 1 > cookieLimitBytes) return 'browser';
  if (status === 200) return null;
  return replicaStatus === 200 || status === 400 ? 'balancer' : 'replica';
}
