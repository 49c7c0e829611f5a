import { type ComposePlan, type ComposeStandbys, inside } from './plan.ts';

/** Redis again, under another name or as a sentinel. What they do is said when all of them run: `../standby.ts`. */
export function renderStandbys(
  { network, scripts }: ComposePlan,
  { stores, sentinels, sentinelConfig }: ComposeStandbys,
): string[] {
  const place = ({ host, port }: { readonly host: number; readonly port: number }) =>
    `    ports: ["127.0.0.1:${port}:${inside.store}"]
    networks: { lab: { ipv4_address: "${network}.${host}" } }`;
  return [
    ...stores.map(
      (store) => `  ${store.arm}-store-2:
    <<: *store
${place(store)}`,
    ),
    ...sentinels.map(
      (sentinel) => `  ${sentinel.name}:
    <<: *store
    # A sentinel writes what it finds out into its configuration, so it gets a copy.
    command: [sh, -c, "cp /etc/sentinel.conf /tmp/ && exec redis-server /tmp/sentinel.conf --sentinel"]
    volumes: ["${scripts}:/lab:ro", "${sentinelConfig}:/etc/sentinel.conf:ro"]
${place(sentinel)}`,
    ),
  ];
}
