/**
 * The process that holds a lab started with `make up`. Over the IPC channel it tells the process that started it that
 * the lab is up, or why it is not. After that it answers the requests of `lab/keeper-client.ts`.
 */
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import {
  type KeeperAnswer,
  keeperSocket,
  planSchema,
  requestSchema,
} from './lab/keeper-protocol.ts';
import { verbNamed } from './lab/verbs.ts';
import { StackError } from './stack/errors.ts';
import { layOut } from './stack/layout.ts';
import { project } from './stack/project.ts';
import type { Stack } from './stack/stack.ts';
import { startStack } from './stack/start.ts';

async function main(): Promise<void> {
  const { lab, driver, arms, ports } = planSchema.parse(JSON.parse(process.argv[2] ?? ''));
  const socket = keeperSocket({ lab });
  const log = (line: string) => console.log(line);
  const stack = await startStack({ driver, arms, ports, log }, { ...project, lab });
  const end = async () => {
    rmSync(socket, { force: true });
    await stack.stop();
  };
  const used = ports === 'free' ? [] : layOut(arms, ports).uses.map(({ port }) => port);
  const server = createServer(async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await answerTo(request, { stack, end, ports: used, signal: gone.signal });
    response.end(JSON.stringify(answer), () => {
      if (answer.ended) process.exit(0);
    });
  });
  rmSync(socket, { force: true });
  server.listen(socket);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(0)));
  }
}

interface Running {
  readonly stack: Stack;
  readonly end: () => Promise<void>;
  readonly ports: readonly number[];
  /** Aborts when the command that asks has ended. */
  readonly signal: AbortSignal;
}

/** Requests run side by side, not one after the other: a reader may freeze one part while another one drains. */
async function answerTo(
  request: IncomingMessage,
  { stack, end, ports, signal }: Running,
): Promise<KeeperAnswer & { ended?: boolean }> {
  try {
    const { verb, words } = requestSchema.parse(await json(request));
    if (verb === 'ports') return { ok: true, lines: ports.map(String) };
    if (verb === 'down') {
      await end();
      return { ok: true, lines: ['the lab is down'], ended: true };
    }
    const known = verbNamed(verb);
    if (known === undefined) throw new StackError('not_possible', `there is no verb "${verb}"`);
    const told = await known.run(stack, words, signal);
    return 'lines' in told
      ? { ...told, ok: true, lines: [...told.lines], commands: [...told.commands] }
      : { ok: true, lines: [...told] };
  } catch (error) {
    return { ok: false, lines: [error instanceof Error ? error.message : String(error)] };
  }
}

// The command that wants the lab was ended before the lab was up. The reaper ends what has been started.
const abandoned = () => process.exit(1);
process.once('disconnect', abandoned);
try {
  await main();
  process.off('disconnect', abandoned);
  process.send?.({ ready: true });
} catch (error) {
  process.off('disconnect', abandoned);
  if (!(error instanceof StackError)) console.error(error);
  process.send?.({ ready: false, problem: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
} finally {
  process.disconnect?.();
}
