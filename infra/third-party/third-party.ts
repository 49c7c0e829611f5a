import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { host, reservePorts } from '../stack/ports.ts';
import { type Browser, openBrowser } from './browser.ts';
import { openIssuer } from './issuer.ts';
import { openOrders, type Way } from './orders.ts';
import { type Addresses, type Lives, newClient } from './parties.ts';
import { openShop, type Shop } from './shop.ts';
import { openWire, type Wire } from './wire.ts';

/** One of the three programs behind its address. It can be stopped and started again, and remembers what it knew. */
export interface Served {
  start(): Promise<void>;
  /** Refuses new connections and ends those that are open. */
  stop(): Promise<void>;
}

/** An issuer, a client and a resource server, up on this machine. They know of each other only what HTTP tells them. */
export interface ThirdParty {
  readonly addresses: Addresses;
  readonly lives: Lives;
  readonly wire: Wire;
  readonly shop: Shop;
  readonly issuer: Served;
  /** A browser of its own for each person. */
  browserOf(person: string): Browser;
  /** Asks the resource server with a copied access token. @returns the status */
  call(way: Way, token: string): Promise<number>;
  stop(): Promise<void>;
}

/** @param now the clock of the resource server, in milliseconds since 1970 */
export async function startThirdParty(lives: Lives, now: () => number): Promise<ThirdParty> {
  const ports = await reservePorts(3, Math.random);
  const at = (index: number) => `http://${host}:${ports.first + index}`;
  const addresses: Addresses = { issuer: at(0), shop: at(1), orders: at(2) };
  const wire = openWire(addresses);
  const clients = { shop: newClient('shop'), orders: newClient('orders') };
  const shop = openShop({ addresses, client: clients.shop, send: wire.sender('shop') });
  const orders = openOrders({
    addresses,
    client: clients.orders,
    cachedAnswerS: lives.cachedAnswerS,
    send: wire.sender('orders'),
    now,
  });
  const issuer = await openIssuer({ addresses, ...clients, lives, send: wire.sender('issuer') });
  const servers = [issuer, shop.app, orders].map((app, index) => serve(ports.first + index, app));
  await Promise.all(servers.map((server) => server.start()));
  const browsers = new Map<string, Browser>();
  const [issuerServer = serve(ports.first, issuer)] = servers;
  return {
    addresses,
    lives,
    wire,
    shop,
    issuer: issuerServer,
    browserOf(person) {
      const browser = browsers.get(person) ?? openBrowser(wire.sender(person));
      browsers.set(person, browser);
      return browser;
    },
    async call(way, token) {
      const headers = { authorization: `Bearer ${token}` };
      const response = await wire.sender('copy')(`${addresses.orders}/orders/${way}`, { headers });
      return response.status;
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      ports.release();
    },
  };
}

/** @param port on the loopback interface */
function serve(port: number, listener: RequestListener): Served {
  const server = createServer(listener);
  return {
    async start() {
      if (server.listening) return;
      server.listen({ host, port });
      await once(server, 'listening');
    },
    async stop() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
