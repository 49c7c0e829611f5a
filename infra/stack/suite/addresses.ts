import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { ask, isSilent } from './ask.ts';
import type { Running } from './running.ts';

export function describeAddresses(now: () => Running): void {
  test('a replica can lose its address and regain it, or the driver says that it cannot', async () => {
    const [replica] = now().floor.replicas;
    if (replica === undefined) throw new Error('floor has no replica');
    if (now().stack.driver === 'native') {
      await expect(replica.loseAddress()).rejects.toMatchObject({ code: 'not_possible' });
      return;
    }
    await replica.loseAddress();
    expect(await isSilent(replica.url)).toBe(true);
    expect((await ask(now().floor.url, {}, 10_000)).status).toBe(200);
    await replica.regainAddress();
    await replica.untilReady();
    const back = async () => (await ask(now().floor.url)).body.replica === replica.name;
    expect(await until(back, 15_000, 100)).toBe(true);
  });

  test('replicas got their secrets, and the accounts are those that the apps derive', async () => {
    const answer = await ask(now().floor.url);
    expect(answer.body).toMatchObject({ secretsPresent: true });
    const { loadAccount, adminAccount } = now().stack;
    expect(loadAccount(7)).toEqual(loadAccount(7));
    expect(loadAccount(7).username).toBe('load-7');
    expect(adminAccount().username).toBe('lab-admin');
    expect(loadAccount(7).password).not.toBe(loadAccount(8).password);
    expect(loadAccount(7).password).toHaveLength(
      createHmac('sha256', '').digest('base64url').length,
    );
  });

  test('the facts name the versions', async () => {
    const facts = await now().stack.facts();
    expect(facts.driver).toBe(now().stack.driver);
    expect(facts.nginxVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(facts.redisVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(facts.nodeVersion).toMatch(/^24\./);
    expect(facts.balancerConfigSha256).toMatch(/^[0-9a-f]{64}$/);
  });
}
