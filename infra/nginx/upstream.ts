import { directives, parameters } from './directives.ts';
import { serverSettings, upstreamSettings } from './settings.ts';

export interface UpstreamServer {
  /** `host:port`. */
  readonly address: string;
  /** Asked only when no other server of the upstream can be. */
  readonly backup: boolean;
}

export function renderUpstream(name: string, servers: readonly UpstreamServer[]): string {
  const { zone, ...keepalive } = upstreamSettings;
  const lines = servers.map(
    ({ address, backup }) =>
      `    server ${address} ${parameters(serverSettings)}${backup ? ' backup' : ''};`,
  );
  return `  upstream ${name} {
    zone ${name} ${zone};
${lines.join('\n')}
${directives('    ', keepalive)}
  }`;
}
