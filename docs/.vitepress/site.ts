import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import express, { type Express } from 'express';
import { drawDiagrams, executablePath } from './diagrams/draw.ts';
import { pages } from './pages.ts';

const vitepress = join(import.meta.dirname, '../node_modules/vitepress/bin/vitepress.js');
const folder = join(import.meta.dirname, 'dist');

/** The port that VitePress itself takes for a built site. */
const usualPort = 4173;

/** `make docs`: builds the site and serves it until Ctrl-C. */
async function main(): Promise<void> {
  const { diagrams, missing } = await drawDiagrams({ again: false });
  if (missing > 0) {
    say(
      `${missing} of ${diagrams} diagrams stay text: ${executablePath} draws them, and it is not installed`,
    );
  }
  say(`building the site: ${pages.length} pages, about half a minute`);
  await build();
  const server = createServer(siteOf(folder));
  process.once('SIGINT', () => {
    server.close();
    server.closeAllConnections();
  });
  say(`the site is at ${await listen(server, usualPort)} until you press Ctrl-C`);
}

/** What VitePress prints matters only when it fails. */
async function build(): Promise<void> {
  const child = spawn(process.execPath, [vitepress, 'build', join(import.meta.dirname, '..')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code === 0) return;
  process.stderr.write(`${output}${errors}\nthe site was not built\n`);
  process.exit(1);
}

/** The pages of a folder. An address without an ending is that of a page: `/08-logout`. */
function siteOf(folder: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.static(folder, { extensions: ['html'] }));
  app.use((_request, response) => response.status(404).sendFile(join(folder, '404.html')));
  return app;
}

/** Listens on a port of this machine, or on any free one if that port is taken. Returns the address. */
async function listen(server: Server, port: number): Promise<string> {
  try {
    await listening(server, port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    await listening(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/`;
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) await main();
