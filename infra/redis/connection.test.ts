import { describe, expect, test } from 'vitest';
import { countersFrom, parseInfo } from './connection.ts';

// Lines of a real reply of Redis 7.0 to INFO all.
const reply = [
  '# Server',
  'redis_version:7.0.15',
  'executable:/usr/bin/redis-server',
  '',
  '# Stats',
  'total_net_input_bytes:1000',
  'total_net_output_bytes:9000',
  'total_reads_processed:40',
  '',
  '# CPU',
  'used_cpu_sys:0.250000',
  'used_cpu_user:1.500000',
  'used_cpu_sys_children:9.000000',
  '',
  '# Commandstats',
  'cmdstat_get:calls=20,usec=30,usec_per_call=1.50,rejected_calls=0,failed_calls=0',
  'cmdstat_client|setinfo:calls=6,usec=9,usec_per_call=1.50,rejected_calls=0,failed_calls=0',
  'cmdstat_info:calls=3,usec=90,usec_per_call=30.00,rejected_calls=0,failed_calls=0',
].join('\r\n');
const nothing = { reads: 0, inputBytes: 0, outputBytes: 0 };

describe("Redis' counters", () => {
  test('count the calls of each command, without the INFO that reads them', () => {
    expect(countersFrom(reply, nothing).calls).toEqual({ get: 20, 'client|setinfo': 6 });
  });

  test('leave out the traffic that the lab caused by reading them', () => {
    const own = { reads: 3, inputBytes: 81, outputBytes: 8000 };
    expect(countersFrom(reply, own)).toMatchObject({
      reads: 37,
      inputBytes: 919,
      outputBytes: 1000,
    });
  });

  test('count the processor time of Redis itself, in microseconds, and not of its children', () => {
    expect(countersFrom(reply, nothing).cpuUs).toBe(1_750_000);
  });

  test('that are missing are an error, not zero', () => {
    const old = reply.replace('total_reads_processed', 'something_else');
    expect(() => countersFrom(old, nothing)).toThrow('total_reads_processed');
  });

  test('may have colons in their values', () => {
    expect(parseInfo('a:b:c').get('a')).toBe('b:c');
  });
});
