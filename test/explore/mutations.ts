import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PropertyName } from './scenario.ts';

/** A safeguard of a protocol, how it is taken out of the code, and which scenario must notice. */
export interface Mutation {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly scenario: string;
  readonly contender: string;
  /** The promise that breaks without the safeguard. */
  readonly breaks: PropertyName;
}

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const mutations: readonly Mutation[] = [
  {
    name: 'compare-and-set',
    edits: [
      {
        file: 'apps/sessions/credential.ts',
        from: "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end",
        to: '',
      },
    ],
    scenario: 'demote-write',
    contender: 'sessions-hardened',
    breaks: 'P5',
  },
  {
    name: 'merge-of-the-role',
    edits: [
      {
        file: 'apps/sessions-hardened/store.ts',
        from: 'JSON.stringify({ ...session, endsAtMs, role })',
        to: 'JSON.stringify({ ...session, endsAtMs, role: session.role ?? role })',
      },
    ],
    scenario: 'demote-write',
    contender: 'sessions-hardened',
    breaks: 'P5',
  },
  {
    name: 'mark-before-the-fetch',
    edits: [
      {
        file: 'apps/sessions-cached/tracking.ts',
        from: 'const fetch = cache.markFetch(key);',
        to: 'let fetch = { key };',
      },
      {
        file: 'apps/sessions-cached/tracking.ts',
        from: 'const text = await tracked.get(key);',
        to: 'const text = await tracked.get(key); fetch = cache.markFetch(key);',
      },
    ],
    scenario: 'invalidate-read',
    contender: 'sessions-cached',
    breaks: 'P1',
  },
  // The code before a login beside a logout from everywhere was mended. Each of the two is enough by itself.
  {
    name: 'entry-of-a-login',
    edits: [
      {
        file: 'apps/sessions/login.ts',
        from: "  if (!(await subjectSessions.lists(subject, sessionID))) throw new Problem('account_changed');",
        to: '',
      },
      {
        file: 'apps/sessions/revocation.ts',
        from: ".zadd(indexKey(subject), 'NX',",
        to: '.zrem(indexKey(subject),',
      },
    ],
    scenario: 'logout-all-login',
    contender: 'sessions',
    breaks: 'P7',
  },
  {
    name: 'union-merge',
    edits: [
      {
        file: 'apps/tokens-pushed/revocation-list.ts',
        from: '    covers({ sub, sid, loginAtMs }, jti) {',
        to: '    forgetAll() { for (const kind of kinds) ends[kind].clear(); notBefore.clear(); }, covers({ sub, sid, loginAtMs }, jti) {',
      },
      {
        file: 'apps/tokens-pushed/follower.ts',
        from: 'for await (const page of log.scan())',
        to: 'list.forgetAll(); for await (const page of log.scan())',
      },
    ],
    scenario: 'emptied-give-back',
    contender: 'tokens-pushed',
    breaks: 'P6',
  },
  {
    name: 'cursor-before-snapshot',
    edits: [
      {
        file: 'apps/tokens-pushed/follower.ts',
        from: 'if ((await this.#readState()).epoch !== epoch) return;',
        to: 'const after = await this.#readState(); if (after.epoch !== epoch) return;',
      },
      {
        file: 'apps/tokens-pushed/follower.ts',
        from: 'this.#position = { epoch, seq, lastId };',
        to: 'this.#position = { epoch, seq: after.seq, lastId: after.lastId };',
      },
    ],
    scenario: 'revoke-snapshot',
    contender: 'tokens-pushed',
    breaks: 'P1',
  },
  {
    name: 'check-of-the-epoch',
    edits: [
      {
        file: 'apps/tokens-pushed/follower.ts',
        from: 'if ((await this.#readState()).epoch !== epoch) return;',
        to: '',
      },
    ],
    scenario: 'emptied-snapshot',
    contender: 'tokens-pushed',
    breaks: 'P6',
  },
  {
    name: 'grace',
    edits: [
      {
        file: 'apps/tokens/refresh/family.ts',
        from: 'if presented == current - 1 and now',
        to: 'if false and now',
      },
    ],
    scenario: 'refresh-refresh',
    contender: 'tokens',
    breaks: 'P4',
  },
  {
    name: 'end-of-the-family-at-a-theft',
    edits: [
      {
        file: 'apps/tokens/refresh/route.ts',
        from: 'await revocations.revokeLogin(outcome.sid);',
        to: '',
      },
    ],
    scenario: 'stolen-refresh',
    contender: 'tokens',
    breaks: 'P4',
  },
];

const root = resolve(import.meta.dirname, '../..');

/**
 * Takes a safeguard out of every module that is loaded from now on in this process.
 * @returns a function that throws when the text to be replaced was in no module that was loaded
 */
export function takeOut({ name, edits }: Mutation): () => void {
  const open = new Set(edits);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const concerned = edits.filter(({ file }) => url === pathToFileURL(join(root, file)).href);
      if (concerned.length === 0) return loaded;
      let source = String(loaded.source);
      for (const edit of concerned) {
        if (!source.includes(edit.from)) {
          throw new Error(`the mutation ${name}: ${edit.file} does not hold "${edit.from}"`);
        }
        source = source.replace(edit.from, edit.to);
        open.delete(edit);
      }
      return { ...loaded, source };
    },
  });
  return () => {
    const [missed] = open;
    if (missed !== undefined)
      throw new Error(`the mutation ${name}: ${missed.file} was not loaded`);
  };
}
