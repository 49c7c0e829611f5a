import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { drawDiagrams, executablePath } from './diagrams/draw.ts';
import { pages } from './pages.ts';
import { listen, siteServer } from './serve.ts';

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
  const server = siteServer(folder);
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) await main();
