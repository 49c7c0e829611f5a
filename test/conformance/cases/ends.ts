import { askUntil, type Client } from '../../contract/client.ts';
import { type Case, type Entrance, linesOf, type Reply, told } from '../case.ts';

const line = linesOf('session management (ASVS 7)');

type Send = (entrance: Entrance) => Promise<Reply>;
type Card = Entrance['contender'];

const orders = { path: '/orders' } as const;
const letIn = { status: 200 } as const;
const ended = { status: 401, code: ['revoked', 'unknown', 'expired'] } as const;
/** What a token without a list of revocations does on purpose: the card of the contender says so. */
const untilExpiry = {
  deviation: {
    why: 'nothing can take such a token back before it expires; that is what the contender shows (its card, chapter 2)',
    instead: letIn,
    on: { contenders: ({ guarantee }: Card) => guarantee.revocation.holds === 'expiry' },
  },
} as const satisfies Partial<Case>;

/** Asks for the orders until the answer is a refusal, where the card says that a revocation takes a moment to arrive. */
async function ordersOf(entrance: Entrance, client: Client): Promise<Reply> {
  const ask = () => client.copy().get('/orders');
  const { status, headers, text } = entrance.facts.logoutHolds === 'soon' ? await askUntil(ask, (answer) => answer.status !== 200, 1) : await ask();
  return { status, headers, body: text };
}

/** A member of its own does this; then the credential that it had is tried. */
function afterwards(act: (entrance: Entrance, client: Client, subject: string) => Promise<unknown>): Send {
  return async (entrance) => {
    const account = entrance.nextAccount();
    const client = entrance.client();
    await client.login(account);
    const before = client.copy();
    await act(entrance, client, account.username);
    return await ordersOf(entrance, before);
  };
}

const revoke = (body?: Readonly<Record<string, unknown>>) => async (entrance: Entrance, _client: Client, subject: string) =>
  await (await entrance.sharedAdministrator()).copy().post(`/accounts/${subject}/revoke`, body);

/** Two logins of one account: the second one does this, then the first one is tried. */
function otherDevice(act: (client: Client) => Promise<unknown>): Send {
  return async (entrance) => {
    const account = entrance.nextAccount();
    const [one, other] = [entrance.client(), entrance.client()];
    await one.login(account);
    await other.login(account);
    await act(other);
    return await ordersOf(entrance, one);
  };
}

/** How a credential ends, and what ends with it. */
export const endCases: readonly Case[] = [
  line(
    'a login over a login ends the old credential',
    'ASVS 7.2.4; CWE-384',
    afterwards(async (entrance, client) => await client.login(entrance.nextAccount())),
    ended,
    untilExpiry,
  ),
  line(
    'a logout ends the credential',
    'ASVS 7.4.1',
    afterwards((_entrance, client) => client.post('/logout')),
    ended,
    untilExpiry,
  ),
  line(
    'a logout can be repeated',
    'RFC 9110 9.2.2',
    async (entrance) => {
      const client = await entrance.member();
      const copy = client.copy();
      await client.post('/logout');
      return await entrance.send({ method: 'POST', path: '/logout', as: copy });
    },
    { status: [204, 401] },
  ),
  line(
    'a logout ends no other login',
    'ASVS 7.4.1',
    async (entrance) => {
      const account = entrance.nextAccount();
      const [one, other] = [entrance.client(), entrance.client()];
      await one.login(account);
      await other.login(account);
      await other.post('/logout');
      return await entrance.send({ ...orders, as: one });
    },
    letIn,
  ),
  line('a logout without a credential', 'ASVS 7.4.1', { method: 'POST', path: '/logout' }, { status: 401, code: 'missing' }),
  line(
    'a login after a logout',
    'ASVS 7.4.1',
    async (entrance) => {
      const account = entrance.nextAccount();
      const client = entrance.client();
      await client.login(account);
      await client.post('/logout');
      await client.login(account);
      return await entrance.send({ ...orders, as: client });
    },
    letIn,
  ),
  line('a disabled account loses its credentials', 'ASVS 7.4.2', afterwards(revoke({ disable: true })), ended, untilExpiry),
  line('an admin ends the credentials of a user', 'ASVS 7.4.5', afterwards(revoke()), ended, untilExpiry),
  line(
    'a user ends all its credentials',
    'ASVS 7.5.2',
    otherDevice((client) => client.post('/logout-all')),
    ended,
    untilExpiry,
  ),
  line(
    'who ends all its credentials has none either',
    'ASVS 7.5.2',
    afterwards((_entrance, client) => client.post('/logout-all')),
    ended,
    untilExpiry,
  ),
  line(
    'a login after the end of all',
    'ASVS 7.5.2',
    async (entrance) => {
      const account = entrance.nextAccount();
      const client = entrance.client();
      await client.login(account);
      await client.post('/logout-all');
      const { status } = await askUntil(
        () => client.login(account),
        (answer) => answer.status !== 409,
        1,
      );
      return status === 200 ? await entrance.send({ ...orders, as: client }) : { ...told(''), status };
    },
    letIn,
  ),
  line(
    'a member cannot end the credentials of another',
    'ASVS 8.2.1; CWE-639',
    async (entrance) => {
      const client = await entrance.member();
      await (await entrance.sharedMember()).copy().post('/accounts/load-1/revoke');
      return await entrance.send({ ...orders, as: client });
    },
    letIn,
  ),
  line(
    'the session of another user is not shown',
    'ASVS 8.2.2; CWE-488',
    async (entrance) => {
      const account = entrance.nextAccount();
      const client = entrance.client();
      await client.login(account);
      const { body } = await client.get('/me');
      return told(String(body.subject === account.username));
    },
    { status: 200, body: /^true$/ },
  ),
  line(
    'the name of a credential does not reveal it',
    'CWE-200',
    async (entrance) => {
      const client = await entrance.member();
      const { body } = await client.get('/me');
      return told(String(decodeURIComponent(client.credential() ?? '').includes(String(body.credentialId))));
    },
    { status: 200, body: /^false$/ },
  ),
];
