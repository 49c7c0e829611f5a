import { type Case, type Entrance, linesOf, type Reply } from '../case.ts';

const line = linesOf('carriage');
const letIn = { status: 200 } as const;
const bearer = { on: { carriage: 'bearer' } } as const;

/** A request for `/me` with this value of `Authorization`, in which CREDENTIAL stands for a good one. */
function authorization(value: string): (entrance: Entrance) => Promise<Reply> {
  return async (entrance) => {
    const credential = (await entrance.sharedMember()).credential() ?? '';
    const headers = { authorization: value.replace('CREDENTIAL', credential) };
    return await entrance.send({ path: '/me', headers });
  };
}

/** How a credential travels, and what is no way of travelling. */
export const carriageCases: readonly Case[] = [
  line('a credential as documented', 'RFC 6750 2.1', { path: '/me', as: 'member' }, letIn),
  line('scheme in lower case', 'RFC 9110 11.1', authorization('bearer CREDENTIAL'), letIn, bearer),
];
