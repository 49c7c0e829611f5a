import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { StackError } from './errors.ts';

/** The address of every port of the lab. */
export const host = '127.0.0.1';

// Below the ranges from which Linux (32768) and macOS (49152) take ports for outgoing connections. The system could
// lend a port of those ranges to a client while its part is dead, and the part could not start again. A client that
// keeps connecting to a dead port there may even connect to itself (TCP simultaneous open).
const range = { lowest: 20_000, highest: 32_000 };

const highestPort = 65_535;

/** A port and the part that uses it. */
export interface PortUse {
  readonly port: number;
  readonly part: string;
}

/**
 * Consecutive ports that no other lab on this machine chooses, in this process or in another one, until they are
 * released or this process ends. A part may stop and start again meanwhile.
 */
export interface ReservedPorts {
  readonly first: number;
  release(): void;
}

/**
 * Reserves `count` free consecutive ports, at a random place in the range from 20,000 to 32,000 by default.
 * @throws StackError `port_taken` when 100 places hold a taken port
 */
export async function reservePorts(
  count: number,
  random: () => number,
  { lowest, highest } = range,
): Promise<ReservedPorts> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = lowest + Math.floor(random() * (highest - lowest - count));
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const release = await reserve(ports);
    if (release !== null) return { first, release };
  }
  throw new StackError(
    'port_taken',
    `no ${count} free ports in a row between ${lowest} and ${highest} on ${host}: end what uses them`,
  );
}

/**
 * The parts listen on TCP. So the UDP port of the same number is the sign of the reservation: the system gives it to
 * one process at a time, and takes it back when that process ends, however it ends.
 * @returns what gives the ports back; null when one of them is reserved or taken
 */
async function reserve(ports: readonly number[]): Promise<(() => void) | null> {
  const signs = await Promise.all(ports.map(putSign));
  const release = () => {
    for (const sign of signs) sign?.close();
  };
  if (!signs.includes(null) && (await takenOf(ports)).length === 0) return release;
  release();
  return null;
}

/** Null when another reservation has this port. */
async function putSign(port: number) {
  const socket = createSocket('udp4');
  socket.bind({ address: host, port, exclusive: true });
  try {
    await once(socket, 'listening');
    return socket.unref();
  } catch (error) {
    socket.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  }
}

/** @throws StackError `port_taken`, naming each taken port and the part that needs it */
export async function requireFree(uses: readonly PortUse[]): Promise<void> {
  const beyond = uses.find(({ port }) => port > highestPort);
  if (beyond !== undefined) {
    throw new StackError(
      'port_taken',
      `${beyond.part} would need port ${beyond.port}, and ports end at ${highestPort}: choose a lower first port (LAB_FIRST_PORT, --first-port)`,
    );
  }
  const taken = await takenOf(uses.map((use) => use.port));
  if (taken.length === 0) return;
  const named = uses.filter((use) => taken.includes(use.port));
  throw new StackError(
    'port_taken',
    `taken on ${host}, or not allowed to this user: ${named.map((use) => `port ${use.port} (for ${use.part})`).join(', ')}. ` +
      'End what listens there (a lab left running: make down), or choose other ports: LAB_FIRST_PORT=28080 make up',
  );
}

async function takenOf(ports: readonly number[]): Promise<readonly number[]> {
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => !free[index]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True when no process listens. A frozen process still listens, and so does any worker that still holds the socket. */
export function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}
