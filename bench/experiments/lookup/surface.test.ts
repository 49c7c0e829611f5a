import { describe, expect, test } from 'vitest';
import { surfaceSchema } from '../../result/surface.ts';
import { lookupPlans } from './plan.ts';
import { plantedSurface, surfaceContenders } from './surface.fixture.ts';
import { surfaceArms, surfaceLoads } from './surface.ts';
import { rowsOf } from './surface-rows.ts';

const names = (contenders: readonly string[]) =>
  surfaceArms(contenders).map(({ spec }) => spec.arm);

describe('the arms of the surface', () => {
  test('are every signature with and without a denylist, the sessions, and the floor twice', () => {
    const arms = surfaceArms(surfaceContenders);
    const signed = arms.filter(({ algorithm }) => algorithm !== null);
    expect(signed).toHaveLength(14);
    expect(names(surfaceContenders)).toContain('tokens-hs256-jsonwebtoken');
    expect(names(surfaceContenders)).toContain('tokens-stateless-eddsa-jose');
    expect(arms.filter(({ spec }) => spec.contender === 'floor')).toHaveLength(2);
    expect(new Set(names(surfaceContenders)).size).toBe(arms.length);
    expect(arms.every(({ spec }) => spec.replicas === 1)).toBe(true);
  });

  test('leave out a contender that is not in the run', () => {
    const arms = names(['sessions', 'tokens-stateless']);
    expect(arms[0]).toBe('sessions');
    expect(arms.slice(1).every((arm) => arm.startsWith('tokens-stateless-'))).toBe(true);
  });

  test.for([[['floor', 'tokens']], [['floor', 'sessions', 'sessions-hardened']]])(
    'are none where there is nothing to compare: %s',
    ([contenders = []]) => {
      expect(surfaceArms(contenders)).toEqual([]);
    },
  );

  test('are each asked once at 6 connections in a block, the plain four at 1 and at 48 too', () => {
    const loads = surfaceLoads(surfaceArms(surfaceContenders), 6);
    const at = (asked: number) =>
      loads.filter(({ connections }) => connections === asked).map(({ arm }) => arm);
    const plain = ['sessions', 'floor', 'tokens-es256-jose', 'tokens-stateless-es256-jose'];
    expect(at(6)).toEqual(names(surfaceContenders));
    expect(at(1)).toEqual(plain);
    expect(at(48)).toEqual(plain);
  });

  test('are measured by default and full, and not in smoke', () => {
    const blocks = (profile: keyof typeof lookupPlans) => lookupPlans[profile].surfaceBlocks;
    expect(blocks('smoke')).toBe(0);
    expect(blocks('full')).toBeGreaterThan(blocks('default'));
    expect(blocks('default')).toBeGreaterThan(1);
  });
});

describe('the rows of the surface', () => {
  const planted = {
    'tokens-hs256-jsonwebtoken': 55,
    'tokens-es256-jose': 150,
    'tokens-es256-jose at 48': 250,
    'tokens-stateless-es256-jose': 101,
  };
  const surface = plantedSurface(planted);
  const rowOf = (arm: string, connections = 6) => {
    const row = surface.rows.find((each) => each.arm === arm && each.connections === connections);
    if (row === undefined) throw new Error(`no row of ${arm} at ${connections}`);
    return row;
  };

  test('hold what the schema of a result asks for', () => {
    expect(surfaceSchema.safeParse(surface).error).toBeUndefined();
  });

  test('have the planted ratio by the whole path and by the replica, each inside its interval', () => {
    const { againstSessions, algorithm, library, trials } = rowOf('tokens-es256-jose');
    expect({ algorithm, library, trials }).toEqual({
      algorithm: 'ES256',
      library: 'jose',
      trials: 10,
    });
    // (150 + 20 + 30) / (100 + 20 + 30), and 150 / 100.
    expect(againstSessions.wholePathCpuUsPerRequest?.ratio).toBeCloseTo(200 / 150, 2);
    expect(againstSessions.replicaCpuUsPerRequest?.ratio).toBeCloseTo(1.5, 2);
    expect(againstSessions.wholePathCpuUsPerRequest?.low).toBeLessThan(200 / 150);
    expect(againstSessions.wholePathCpuUsPerRequest?.high).toBeGreaterThan(200 / 150);
  });

  test('divide by the reference at the same number of connections', () => {
    const { againstSessions, againstFloor } = rowOf('tokens-es256-jose', 48);
    expect(againstSessions.wholePathCpuUsPerRequest?.ratio).toBeCloseTo(300 / 150, 2);
    expect(againstFloor.replicaCpuUsPerRequest?.ratio).toBeCloseTo(2.5, 2);
  });

  test.for([
    ['tokens-hs256-jsonwebtoken', 'costs-less'],
    ['tokens-es256-jose', 'costs-more'],
    ['tokens-stateless-es256-jose', 'equivalent'],
  ] as const)('%s: %s', ([arm, verdict]) => {
    expect(rowOf(arm).againstSessions.wholePathCpuUsPerRequest?.verdict).toBe(verdict);
  });

  test('have no ratio of an arm to itself', () => {
    expect(rowOf('sessions').againstSessions.wholePathCpuUsPerRequest).toBeNull();
    expect(rowOf('floor').againstFloor.wholePathCpuUsPerRequest).toBeNull();
    expect(rowOf('floor-aa').againstFloor.wholePathCpuUsPerRequest?.ratio).toBeCloseTo(1, 2);
  });

  test('tell how far a ratio moves with concurrency, and that another does not', () => {
    const movedOf = (arm: string) =>
      surface.changes.find((each) => each.arm === arm)?.againstSessions;
    expect(movedOf('tokens-es256-jose')).toMatchObject({ verdict: 'costs-more', blocks: 10 });
    expect(movedOf('tokens-es256-jose')?.ratio).toBeCloseTo(300 / 200, 2);
    expect(movedOf('tokens-stateless-es256-jose')?.verdict).toBe('equivalent');
    expect(movedOf('tokens-hs256-jsonwebtoken')).toBeUndefined();
  });

  test('have no cost of the whole path where the balancer cannot be read', () => {
    const trials = surface.trials.map((trial) => ({ ...trial, balancerCpuUs: null }));
    const rows = rowsOf(surfaceArms(surfaceContenders), trials);
    expect(rows.every((row) => row.wholePathCpuUsPerRequest === null)).toBe(true);
    expect(rows.some((row) => row.againstSessions.replicaCpuUsPerRequest)).toBe(true);
  });
});
