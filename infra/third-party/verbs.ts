import { decodeJwt, decodeProtectedHeader } from 'jose';
import { personNamed } from '../lab/people/person.ts';
import { call, copyOf } from './call.ts';
import type { Tokens } from './client.ts';
import { logOut, revoke } from './ends.ts';
import { resources } from './parties.ts';
import type { ThirdParty } from './third-party.ts';
import { printSent } from './wire.ts';

/** One thing that a reader can do with the issuer, the shop and the resource server. */
interface OauthVerb {
  /** The arguments, as the usage text shows them. */
  readonly words: string;
  readonly meaning: string;
  /** Resolves to what is printed. @param words the arguments, without the verb */
  run(lab: ThirdParty, words: readonly string[]): Promise<readonly string[]>;
}

export const oauthVerbs: Readonly<Record<string, OauthVerb>> = {
  login: {
    words: 'PERSON',
    meaning: 'log in at the shop, through the issuer; the lab keeps a copy of the tokens',
    run: logIn,
  },
  show: {
    words: 'PERSON',
    meaning: 'take the copied access tokens apart',
    run: async (lab, [person = '']) => describeTokens(copyOf(lab, person)),
  },
  call: {
    words: 'PERSON [N]',
    meaning: 'ask the shop, and the resource server with each kind of check, N times (default 1)',
    run: call,
  },
  revoke: {
    words: 'PERSON',
    meaning: 'have the shop revoke the tokens, and call until every check refuses the copy',
    run: revoke,
  },
  logout: {
    words: 'PERSON',
    meaning: 'log out at the issuer, which tells the shop, and call with the copy',
    run: logOut,
  },
  stop: {
    words: '',
    meaning: 'stop the issuer; it remembers everything',
    async run({ issuer }) {
      await issuer.stop();
      return ['issuer: stopped'];
    },
  },
  start: {
    words: '',
    meaning: 'start the issuer again',
    async run({ issuer }) {
      await issuer.start();
      return ['issuer: started'];
    },
  },
};

async function logIn(
  lab: ThirdParty,
  [person = '']: readonly string[],
): Promise<readonly string[]> {
  const { name, account } = personNamed(person);
  const browser = lab.browserOf(name);
  let page = await browser.open(`${lab.addresses.shop}/login`);
  // The issuer sends somebody whom it knows already back at once, without a form.
  if (page.url.startsWith(`${lab.addresses.issuer}/login/`)) {
    const password = `${account}-demo-password`;
    page = await browser.submit(page.url, { username: account, password });
  }
  const isIn = page.url === `${lab.addresses.shop}/me` && page.status === 200;
  return [
    ...lab.wire.take().flatMap(printSent),
    `${name} is ${isIn ? 'logged in' : 'not logged in'} at the shop`,
  ];
}

function describeTokens({ opaque, jwt }: Tokens): readonly string[] {
  const rows = (members: object, kind: string) =>
    Object.entries(members).map(
      ([name, value]) => `  ${kind.padEnd(6)}  ${name.padEnd(9)}  ${value}`,
    );
  return [
    `for ${resources.opaque}: opaque, ${opaque.length} characters`,
    `  text    ${opaque}`,
    `for ${resources.jwt}: a JWT, ${jwt.length} characters`,
    ...rows(decodeProtectedHeader(jwt), 'header'),
    ...rows(decodeJwt(jwt), 'claim'),
  ];
}
