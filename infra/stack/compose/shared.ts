import { type ComposePlan, inside } from './plan.ts';

const build = `  build:
    context: .
    dockerfile: infra/Dockerfile
    args: { NODE_IMAGE: "\${NODE_IMAGE:-node:24-trixie-slim}" }
`;

/** The settings that containers share, as YAML anchors. So a service states only its own settings. */
export function renderShared(plan: ComposePlan): string {
  return `# Every container: nothing to write but memory, no rights to gain, and a process 1 that keeps the container, and with
# it the address, while the program in it is killed and started again.
x-part: &part
  entrypoint: [sh, /lab/supervise.sh]
  read_only: true
  tmpfs: [/tmp]
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  pids_limit: 128
  stop_grace_period: 12s
${plan.cpus === null ? '' : `  cpus: ${plan.cpus}\n`}
x-environment: &environment
  HOST: 0.0.0.0
  PORT: "${inside.replica}"
  METRICS_PORT: "${inside.metrics}"
${plan.secretsNote}  LOAD_ACCOUNT_SECRET: ${plan.secrets.loadAccount}

x-replica: &replica
  <<: *part
  image: sessions-versus-tokens
${plan.build ? build : ''}  user: "1000:1000"
  mem_limit: 512m
  # Public and private (metrics) port.
  ports: ["127.0.0.1::${inside.replica}", "127.0.0.1::${inside.metrics}"]
${renderHealth(plan, inside.replica, 'GET /readyz HTTP/1.0\\r\\n', ' 200 ')}
x-store: &store
  <<: *part
  image: \${REDIS_IMAGE:-redis:8}
  user: "999:999"
  command: [sh, /lab/redis.sh]
  mem_limit: 512m
  volumes: ["${plan.scripts}:/lab:ro", "${plan.storeConfig}:/etc/redis.conf:ro"]
  ports: ["127.0.0.1::${inside.store}"]
${renderHealth(plan, inside.store, 'PING', 'PONG')}
x-balancer: &balancer
  <<: *part
  image: \${NGINX_IMAGE:-nginx:1.30}
  user: "101:101"
  command: [nginx, -c, /etc/nginx/nginx.conf, -p, /tmp, -e, stderr]
  mem_limit: 128m
${renderHealth(plan, plan.arms[0]?.balancer.port ?? 0, 'GET /balancer-ceiling HTTP/1.0\\r\\n', ' 204 ')}`;
}

function renderHealth(
  { healthInterval }: ComposePlan,
  port: number,
  question: string,
  answer: string,
): string {
  if (healthInterval === null) return '  healthcheck: { disable: true }\n';
  return `  healthcheck:
    test: [CMD, bash, /lab/healthy.sh, "${port}", '${question}', '${answer}']
    interval: ${healthInterval}
    timeout: 2s
    retries: 15
`;
}

/** A string for Compose in single quotes. It doubles quotes, and dollar signs, which would begin a variable. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;
}
