import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendWrongLogins } from '../../load/wrong-logins.ts';
import { type FaultedLab, startFaultedLab } from './faulted-lab.fixture.ts';

const plan = {
  faults: '',
  trialsPerFault: 1,
  offeredPerSecond: 40,
  baselineMs: 400,
  phaseMs: 50,
  outageMs: 800,
  afterMs: 2_200,
};

let lab: FaultedLab;

beforeAll(async () => {
  lab = await startFaultedLab(['sessions', 'tokens'], { plan, firstAccount: 930_000 });
}, 60_000);

afterAll(async () => lab?.stop());

test('fifty wrong logins a second give no signed-in user a 5xx', async () => {
  for (const { contender, outcomes } of await lab.inject('login-storm')) {
    expect([contender, outcomes['5xx'] ?? 0]).toEqual([contender, 0]);
  }
});

test('a wrong login is told so or told to come back, and gets no 5xx', async () => {
  for (const { url } of lab.target.arms) {
    const answers = await sendWrongLogins(url, { ratePerSecond: 50, durationMs: 8_000 });
    expect(answers[429]).toBeGreaterThan(0);
    expect(Object.keys(answers).filter((status) => status !== '429')).toEqual(['401']);
  }
});
