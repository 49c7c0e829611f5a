import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSelftestOptions } from './main.ts';
import { type Proof, renderTable, wasFooled } from './plant.ts';
import { createPlantedCredentials } from './revocation-server/main.ts';

const proof = (right: number, of: number, requiredShare: number): Proof => ({
  planted: '5 % more',
  requiredShare,
  findings: Array.from({ length: of }, (_, index) => ({
    said: `answer ${index}`,
    right: index >= of - right,
  })),
});

test('the program refuses a plant that it does not have, and lists those that it has', async () => {
  const main = join(import.meta.dirname, 'main.ts');
  const ended = await new Promise((resolve) => {
    execFile(process.execPath, [main, '--only', 'weeds'], (error, _output, errors) =>
      resolve({ exitCode: error?.code, errors }),
    );
  });
  expect(ended).toMatchObject({
    exitCode: 2,
    errors: expect.stringMatching(/no "weeds"; choose from .*revocation/),
  });
});

test('one wrong answer is enough where chance plays no part', () => {
  expect(wasFooled(proof(10, 10, 1))).toBe(false);
  expect(wasFooled(proof(9, 10, 1))).toBe(true);
});

test('where chance plays a part, as often wrong as chance explains is not fooled', () => {
  // Wilson's upper end for 8 of 10 is 0.943, for 5 of 10 it is 0.763.
  expect(wasFooled(proof(8, 10, 0.9))).toBe(false);
  expect(wasFooled(proof(5, 10, 0.9))).toBe(true);
});

test('a plant that found nothing at all is fooled', () => {
  expect(wasFooled(proof(0, 0, 0.9))).toBe(true);
});

test('the table shows the first wrong answer, because that is the one to look at', () => {
  const [, row] = renderTable([proof(9, 10, 0.9)]).split('\n');
  expect(row).toContain('9 of 10');
  expect(row).toContain('answer 0');
});

const parse = (...argv: string[]) => parseSelftestOptions(argv, ['latencies', 'closing'], () => 7);

test('without flags every plant is tried ten times, with a seed that is printed', () => {
  expect(parse()).toEqual({ repetitions: 10, seed: 7, only: ['latencies', 'closing'] });
});

test('every problem is reported at once, with the valid choices', () => {
  const problems = parse('--repeat', 'often', '--only', 'latency');
  expect(problems).toEqual({
    problems: [
      '--repeat: "often" is not a whole number above 0',
      '--only: there is no "latency"; choose from latencies, closing',
    ],
  });
});

test('an unknown flag is a problem too', () => {
  expect(parse('--fast')).toHaveProperty('problems');
});

type Planted = Parameters<typeof createPlantedCredentials>[0];

function planted(settings: Partial<Planted>) {
  let nowMs = 0;
  const behaviour = { staleMs: 0, pollMs: null, backAfterMs: null, ...settings };
  const credentials = createPlantedCredentials(behaviour, () => nowMs);
  const credential = credentials.issue();
  const acceptedAt = (ms: number) => {
    nowMs = ms;
    return credentials.isAccepted(credential);
  };
  const revokeAt = (ms: number) => {
    nowMs = ms;
    credentials.revoke(credential);
  };
  return { acceptedAt, revokeAt };
}

test('without a plant a credential is refused from its revocation on', () => {
  const { acceptedAt, revokeAt } = planted({});
  expect(acceptedAt(5)).toBe(true);
  revokeAt(10);
  expect(acceptedAt(10)).toBe(false);
});

test('a stale cache accepts for exactly its time', () => {
  const { acceptedAt, revokeAt } = planted({ staleMs: 40 });
  revokeAt(10);
  expect([acceptedAt(49.9), acceptedAt(50)]).toEqual([true, false]);
});

test('a poll notices at the next multiple of its period', () => {
  const { acceptedAt, revokeAt } = planted({ pollMs: 2000 });
  revokeAt(2500);
  expect([acceptedAt(3999), acceptedAt(4000)]).toEqual([true, false]);
});

test('a resurrected credential is accepted again for good', () => {
  const { acceptedAt, revokeAt } = planted({ backAfterMs: 1000 });
  revokeAt(10);
  expect([acceptedAt(500), acceptedAt(1010), acceptedAt(9999)]).toEqual([false, true, true]);
});

test('what was never issued is refused', () => {
  const credentials = createPlantedCredentials(
    { staleMs: 0, pollMs: null, backAfterMs: null },
    () => 0,
  );
  expect(credentials.isAccepted('planted-7')).toBe(false);
});
