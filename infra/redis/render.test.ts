import { describe, expect, test } from 'vitest';
import { renderRedis, type StorePlan } from './render.ts';

const plan: StorePlan = {
  name: 'sessions-store',
  bind: '127.0.0.1',
  port: 6401,
  directory: '/run/lab',
  persistence: 'nothing',
  password: null,
};

/** The value of a directive, or undefined. */
function directive(text: string, name: string): string | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line?.slice(name.length + 1);
}

describe('redis.conf', () => {
  test('keeps nothing by default, and with aof keeps the writes that Redis acknowledged', () => {
    expect(directive(renderRedis(plan), 'save')).toBe('""');
    expect(directive(renderRedis(plan), 'appendonly')).toBe('no');
    expect(directive(renderRedis({ ...plan, persistence: 'aof' }), 'appendonly')).toBe('yes');
    expect(directive(renderRedis({ ...plan, persistence: 'aof' }), 'appendfsync')).toBe('everysec');
  });

  test('evicts nothing: an evicted denylist entry is a revoked token that works again', () => {
    expect(directive(renderRedis(plan), 'maxmemory-policy')).toBe('noeviction');
  });

  test('accepts other hosts only inside the network of the containers', () => {
    expect(directive(renderRedis(plan), 'protected-mode')).toBe('yes');
    expect(directive(renderRedis(plan), 'bind')).toBe('127.0.0.1');
    expect(directive(renderRedis({ ...plan, bind: '0.0.0.0' }), 'protected-mode')).toBe('no');
  });

  test('has a password, or none when Redis gets it elsewhere', () => {
    expect(directive(renderRedis(plan), 'requirepass')).toBeUndefined();
    expect(directive(renderRedis({ ...plan, password: 'of-the-arm' }), 'requirepass')).toBe(
      'of-the-arm',
    );
  });

  test('names the files after the store, because all stores share a directory', () => {
    expect(directive(renderRedis(plan), 'appendfilename')).toBe('sessions-store.aof');
    expect(directive(renderRedis(plan), 'dbfilename')).toBe('sessions-store.rdb');
  });
});
