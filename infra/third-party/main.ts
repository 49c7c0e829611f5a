/**
 * The process that `./lab oauth up` starts: the issuer, the shop and the resource server. It tells the process that started
 * it that they are up, and then carries out the other verbs, which come through a socket file.
 */
import { existsSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { type KeeperAnswer, keeperSocket, requestSchema } from '../lab/keeper-protocol.ts';
import { StackError } from '../stack/errors.ts';
import { defaultLives } from './parties.ts';
import { startThirdParty, type ThirdParty } from './third-party.ts';
import { oauthVerbs } from './verbs.ts';

const everyMs = 1_000;

async function main(home: string): Promise<void> {
  const socket = keeperSocket({ lab: home });
  const lab = await startThirdParty(defaultLives, Date.now);
  const end = async () => {
    rmSync(socket, { force: true });
    await lab.stop();
  };
  const server = createServer(async (request, response) => {
    const { isLast, ...answer } = await answerTo(request, lab);
    if (isLast) await end();
    response.end(JSON.stringify(answer), () => {
      if (isLast) process.exit(0);
    });
  });
  rmSync(socket, { force: true });
  server.listen(socket, () => {
    // A removed folder (`make clean`) takes the only way to this process with it.
    setInterval(() => {
      if (!existsSync(socket)) process.exit(0);
    }, everyMs).unref();
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(0)));
  }
}

async function answerTo(
  request: IncomingMessage,
  lab: ThirdParty,
): Promise<KeeperAnswer & { readonly isLast: boolean }> {
  try {
    const { verb, words } = requestSchema.parse(await json(request));
    if (verb === 'down') return { ok: true, lines: ['the third party is down'], isLast: true };
    if (verb === 'addresses') return { ok: true, lines: addressLines(lab), isLast: false };
    const known = oauthVerbs[verb];
    if (known === undefined) throw new StackError('not_possible', `there is no verb "${verb}"`);
    return { ok: true, lines: [...(await known.run(lab, words))], isLast: false };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof StackError)) console.error(error);
    return { ok: false, lines: [message], isLast: false };
  }
}

function addressLines({ addresses, lives }: ThirdParty): string[] {
  return [
    `issuer  ${addresses.issuer}  an access token lives ${lives.accessTokenS} s`,
    `shop    ${addresses.shop}  the client: it has sessions of its own`,
    `orders  ${addresses.orders}  the resource server: it keeps an answer ${lives.cachedAnswerS} s, where it caches`,
  ];
}

try {
  await main(process.cwd());
  process.send?.({ ready: true });
  process.disconnect?.();
} catch (error) {
  if (!(error instanceof StackError)) console.error(error);
  const problem = error instanceof Error ? error.message : String(error);
  // Some of the servers may be up already, and they would keep this process alive.
  process.send?.({ ready: false, problem }, () => process.exit(1));
}
