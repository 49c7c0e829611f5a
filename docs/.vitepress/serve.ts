import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves a folder of pages to this machine only. An address without an ending is that of a page. Not yet listening. */
export function siteServer(folder: string): Server {
  return createServer(({ url = '/' }, response) => {
    answer(folder, url, response).catch(() => response.writeHead(400).end());
  });
}

/** @throws when the address is none */
async function answer(folder: string, url: string, response: ServerResponse): Promise<void> {
  const path = normalize(decodeURI(new URL(url, 'http://site').pathname));
  const names = extname(path) === '' ? [`${path}.html`, join(path, 'index.html')] : [path];
  for (const name of names) {
    const content = await readFile(join(folder, name)).catch(() => null);
    if (content === null) continue;
    const type = types[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type }).end(content);
    return;
  }
  const content = await readFile(join(folder, '404.html'));
  response.writeHead(404, { 'content-type': types['.html'] }).end(content);
}

/** Listens on a port of this machine, or on any free one if that port is taken. Returns the address. */
export async function listen(server: Server, port: number): Promise<string> {
  try {
    await listening(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await listening(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/`;
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
