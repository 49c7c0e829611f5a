import { expect, test } from 'vitest';
import { toProblem } from '../app.ts';
import { isStoreFault } from '../store/store-fault.ts';
import { Problem, problemBody } from './problem.ts';

test('a problem has the members of RFC 9457 and a stable code', () => {
  expect(problemBody('forbidden')).toEqual({
    type: 'urn:lab:problem:forbidden',
    title: 'This needs the role admin.',
    status: 403,
    code: 'forbidden',
    detail: 'This needs the role admin.',
  });
});

test('an error that nobody named tells the client nothing about itself', () => {
  const problem = toProblem(new Error('password is hunter2'));
  expect([problem.code, problem.status]).toEqual(['internal', 500]);
  expect(problem.message).not.toContain('hunter2');
});

test('a problem goes on as it is', () => {
  const problem = new Problem('not_found');
  expect(toProblem(problem)).toBe(problem);
});

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

test.for([
  ['Command timed out', 'Error'],
  ['Connection is closed.', 'Error'],
  ["Stream isn't writeable and enableOfflineQueue options is false", 'Error'],
  ["Socket timeout. Expecting data, but didn't receive any in 1000ms.", 'Error'],
  ['Reached the max retries per request limit (which is 0).', 'MaxRetriesPerRequestError'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'ReplyError'],
  ['LOADING Redis is loading the dataset in memory', 'ReplyError'],
  ["READONLY You can't write against a read only replica.", 'ReplyError'],
  ['NOREPLICAS Not enough good replicas to write.', 'ReplyError'],
  ['MISCONF Redis is configured to save RDB snapshots, but it cannot.', 'ReplyError'],
  ['NOAUTH HELLO must be called with the client already authenticated', 'ReplyError'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'ReplyError'],
  ['NOPERM User default has no permissions to run the get command', 'ReplyError'],
  ['NOPROTO unsupported protocol version', 'ReplyError'],
  ['ERR max number of clients reached', 'ReplyError'],
  ["ERR The user executing the script can't run this command or subcommand", 'ReplyError'],
] as const)('"%s" means that the store is away: 503', ([message, name]) => {
  expect(isStoreFault(named(name, message))).toBe(true);
  expect(toProblem(named(name, message)).status).toBe(503);
});

test.for([
  ['WRONGTYPE Operation against a key holding the wrong kind of value', 'ReplyError'],
  ["ERR unknown command 'GTE'", 'ReplyError'],
  ['OOMPH', 'ReplyError'],
  ['x is not a function', 'TypeError'],
] as const)('"%s" is a mistake of ours: 500', ([message, name]) => {
  expect(isStoreFault(named(name, message))).toBe(false);
});

test.for(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'EPIPE'])('%s is a store fault', (code) => {
  expect(isStoreFault(Object.assign(new Error(code), { code }))).toBe(true);
});

test.for([
  ["OOM command not allowed when used memory > 'maxmemory'.", true],
  ['ERR unknown command', false],
] as const)(
  'a transaction that was given up because of "%s" has its cause: %s',
  ([message, away]) => {
    const given = named(
      'ReplyError',
      'EXECABORT Transaction discarded because of previous errors.',
    );
    const error = Object.assign(given, { previousErrors: [named('ReplyError', message)] });
    expect(isStoreFault(error)).toBe(away);
  },
);
