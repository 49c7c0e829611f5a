import { type Case, type Entrance, linesOf, type Reply, sessions, told } from '../case.ts';

const line = linesOf('session management (ASVS 7)');

type Send = (entrance: Entrance) => Promise<Reply>;

const orders = { path: '/orders' } as const;
const letIn = { status: 200 } as const;

/** The texts of so many credentials of one account. */
async function credentials(entrance: Entrance, count: number): Promise<readonly string[]> {
  const account = entrance.nextAccount();
  const texts: string[] = [];
  for (let login = 0; login < count; login += 1) {
    const client = entrance.client();
    await client.login(account);
    texts.push(client.credential() ?? '');
  }
  return texts;
}

const hold =
  (change: (credential: string) => string): Send =>
  async (entrance) => {
    const client = (await entrance.sharedMember()).copy();
    client.hold(change(client.credential() ?? ''));
    return await entrance.send({ ...orders, as: client });
  };

/**
 * Whether a credential lives as long as its card says, by `GET /me`. A session
 * slides on with the very request that asks; a token counts in whole seconds.
 */
const livesAsSaid: Send = async (entrance) => {
  const { body } = await (await entrance.member()).get('/me');
  const life = (Date.parse(String(body.expiresAt)) - Date.parse(String(body.issuedAt))) / 1_000;
  const said = Number(entrance.contender.settings.CREDENTIAL_TTL_SECONDS);
  const slides = entrance.contender.app === 'sessions';
  return told(String(slides ? life >= said && life < said + 60 : life <= said && life > said - 1));
};

/** What a login hands out. */
export const credentialCases: readonly Case[] = [
  line(
    'a credential that was made up',
    'ASVS 7.2.1',
    hold((text) => text.replace(/[A-Za-z]/g, 'A')),
    { status: 401 },
  ),
  line('two logins have two credentials', 'ASVS 7.2.2', async (entrance) => told(String(new Set(await credentials(entrance, 10)).size)), {
    status: 200,
    body: /^10$/,
  }),
  line(
    'a session ID has 128 bits and more',
    'ASVS 7.2.3; CWE-334',
    async (entrance) => told((await credentials(entrance, 1)).map((text) => decodeURIComponent(text).replace(/^s:|\..*$/g, '')).join()),
    { status: 200, body: (id) => Buffer.from(id, 'base64url').length >= 16 },
    { on: { contenders: sessions } },
  ),
  line(
    'session IDs have no letters in common places',
    'ASVS 7.2.3; CWE-330',
    async (entrance) => {
      const ids = (await credentials(entrance, 10)).map((text) => decodeURIComponent(text).replace(/^s:|\..*$/g, ''));
      return told(String([...(ids[0] ?? '')].filter((letter, index) => ids.every((id) => id[index] === letter)).length));
    },
    { status: 200, body: /^[0-2]$/ },
    { on: { contenders: sessions } },
  ),
  line(
    'a credential says nothing of the password',
    'CWE-522',
    async (entrance) => {
      const account = entrance.nextAccount();
      const client = entrance.client();
      await client.login(account);
      const parts = (client.credential() ?? '').split('.').map((part) => Buffer.from(part, 'base64url').toString());
      return told(String(parts.join().includes(account.password)));
    },
    { status: 200, body: /^false$/ },
  ),
  line(
    'a login keeps no session ID that the client chose',
    'ASVS 7.2.4; CWE-384',
    async (entrance) => {
      const client = entrance.client();
      const chosen = 's%3Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
      const name = `sid_${entrance.contender.contender.replaceAll('-', '_')}`;
      client.cookies.set(name, chosen);
      await client.login(entrance.nextAccount());
      return told(String(client.cookies.get(name) === chosen || client.credential() === chosen));
    },
    { status: 200, body: /^false$/ },
    { on: { contenders: sessions, carriage: 'cookie' } },
  ),
  line(
    'a login over a login: the new credential works',
    'ASVS 7.2.4',
    async (entrance) => {
      const client = await entrance.member();
      await client.login(entrance.nextAccount());
      return await entrance.send({ ...orders, as: client });
    },
    letIn,
  ),
  line('a credential lives as long as its card says', 'ASVS 7.3.1', livesAsSaid, { status: 200, body: /^true$/ }),
];
