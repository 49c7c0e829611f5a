import { describe, expect, test } from 'vitest';
import type { BalancerPlan } from './plan.ts';
import { renderNginx } from './render.ts';
import { balancerSettings } from './settings.ts';

const replicas = [
  { name: 'sessions-1', address: '127.0.0.1:4101' },
  { name: 'sessions-2', address: '127.0.0.1:4102' },
];
const plan: BalancerPlan = {
  arms: [{ arm: 'sessions', listen: '127.0.0.1:8081', replicas, sticky: false }],
  directory: '/run/lab',
  accessLogPath: '/run/lab/access.log',
  user: null,
};
const sticky: BalancerPlan = {
  ...plan,
  arms: [{ arm: 'sessions-sticky', listen: '8086', replicas, sticky: true }],
};

describe('the balancer', () => {
  test('has every setting of the reports in its configuration', () => {
    const text = renderNginx(plan);
    for (const [name, value] of Object.entries(balancerSettings)) {
      const [context, directive = context] = name.split(' ');
      const forms = [
        `${directive} ${value};`,
        `${directive}=${value}`,
        `${directive} sessions ${value};`,
      ];
      expect(
        forms.some((form) => text.includes(form)),
        name,
      ).toBe(true);
    }
  });

  test('asks another replica only after an error or a timeout, and never because of a status', () => {
    expect(balancerSettings.proxy_next_upstream).toBe('error timeout');
  });

  test('takes a replica out of rotation by the same rule in every upstream', () => {
    const servers = renderNginx(sticky).match(/^ {4}server .*;$/gm) ?? [];
    expect(servers).toHaveLength(2 + 2 * 2);
    for (const server of servers) expect(server).toContain('max_fails=1 fail_timeout=2s');
  });

  test('names a user only when the plan does: only root may change it', () => {
    expect(renderNginx(plan)).not.toMatch(/^user /m);
    expect(renderNginx({ ...plan, user: 'root root' })).toMatch(/^user root root;$/m);
  });

  test('keeps what a query holds out of its log, until it is told to log in the default format too', () => {
    expect(renderNginx(plan)).not.toContain('combined');
    expect(renderNginx({ ...plan, logsCombined: true })).toContain(
      'access_log /run/lab/access.log.combined combined;',
    );
  });

  test('writes only into its own directory and to its logs', () => {
    // What these directives name are addresses of requests, and no files.
    const whole = renderNginx({ ...plan, logsCombined: true });
    const text = whole.replaceAll(/^ *(location|rewrite|error_page) .*$/gm, '');
    const written = text.match(/(?<=[\s"])\/[a-z][\w./-]*/g) ?? [];
    expect(written).toContain('/run/lab/shared-cache');
    expect(written).toContain('/run/lab/access.log.combined');
    for (const path of written) expect(path).toMatch(/^\/run\/lab\//);
  });
});

describe('a shared cache', () => {
  const locationOf = (path: string) => {
    const text = renderNginx(plan);
    const from = text.indexOf(`    location ${path} {`);
    return text.slice(from, text.indexOf('\n    }\n', from));
  };

  test('is off on the path that is measured, which is as it was without one', () => {
    expect(locationOf('/')).toBe('    location / {\n      proxy_pass http://sessions;');
    expect(balancerSettings.proxy_cache).toBe('off');
  });

  test('gives a kept answer its time by nothing but the answer, except where it is told not to obey', () => {
    expect(locationOf('/cached/')).not.toMatch(/proxy_cache_valid|proxy_ignore_headers/);
    expect(locationOf('/wrongly-cached/')).toMatch(/proxy_ignore_headers Cache-Control Expires;/);
  });
});

describe('a routing cookie', () => {
  test('chooses an upstream in which every other replica is a backup', () => {
    const upstream = /upstream only-sessions-2 \{[^}]*\}/.exec(renderNginx(sticky))?.[0] ?? '';
    expect(upstream).toMatch(/server 127\.0\.0\.1:4102 [^;]*fail_timeout=2s;/);
    expect(upstream).toMatch(/server 127\.0\.0\.1:4101 [^;]* backup;/);
  });

  test('has one name per arm, because a browser sends a cookie to every port', () => {
    expect(renderNginx(sticky)).toContain('$cookie_route_sessions_sticky');
  });

  test('is not set by other arms', () => {
    expect(renderNginx(plan)).not.toContain('Set-Cookie');
  });
});
