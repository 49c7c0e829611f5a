import { docker } from './engine.ts';

/** The first three numbers of an address range that no Docker network uses now, as `10.213.77`. */
export async function freeNetwork(random: () => number): Promise<string> {
  const ids = (await docker('network', 'ls', '--quiet')).split('\n').filter((id) => id !== '');
  const format = '{{range .IPAM.Config}}{{.Subnet}} {{end}}';
  const used = await docker('network', 'inspect', '--format', format, ...ids);
  for (;;) {
    // 10.208.0.0/12: seldom used by networks of companies and of homes.
    const network = `10.${208 + Math.floor(random() * 16)}.${Math.floor(random() * 256)}`;
    const [first, second] = network.split('.');
    const isUsed = used.split(/\s+/).some((subnet) => overlaps(subnet, `${first}.${second}.`));
    if (!isUsed) return network;
  }
}

/** Cautious: everything that starts alike is taken for an overlap. */
function overlaps(subnet: string, start: string): boolean {
  return subnet.startsWith(start) || subnet.startsWith('10.0.0.0/8');
}
