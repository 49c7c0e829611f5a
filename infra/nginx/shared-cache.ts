import {
  cacheZone,
  directives,
  heedfulCache,
  heedlessCache,
  parameters,
  sharedCache,
} from './settings.ts';

/** What both caches need beside their locations, in the context `http`. @param directory as in `BalancerPlan` */
export function renderCacheZone(directory: string): string {
  return `  proxy_cache_path ${directory}/shared-cache ${parameters(cacheZone)};
${directives('  ', sharedCache)}

  # nginx itself keeps the answer to a request with an Authorization header like any other. RFC 9111 section 3.5 forbids
  # this to a shared cache, unless the answer allows it. So a cache that obeys does not keep where this says 1.
  map $upstream_http_cache_control $forbidden_to_authorized {
    default 1;
    "~*(^|[ ,])(public|s-maxage|must-revalidate)([ ,=]|$)" "";
  }
  map $http_authorization $not_kept {
    "" "";
    default $forbidden_to_authorized;
  }`;
}

/**
 * Two caches in front of the balancer of an arm, each below a path of its own: `/cached/catalog` asks the balancer for
 * `/catalog`. They pass the request on to this very server, as a cache on another machine would. So they see the answer
 * as clients do, with the routing cookie of a sticky balancer.
 */
export function renderCaches(): string {
  return [
    '    # A shared cache that obeys the answers.',
    renderCache('cached', heedfulCache),
    '    # The same cache, told to keep what no cache may keep. It shows what a wrong Cache-Control leaks.',
    renderCache('wrongly-cached', heedlessCache),
  ].join('\n');
}

function renderCache(name: string, settings: Readonly<Record<string, string>>): string {
  return `    location /${name}/ {
      # No cache asks a cache: each step would be one more request of nginx to itself.
      location ~ ^/[a-z-]+/(wrongly-)?cached(/|$) {
        return 404;
      }
      rewrite ^/${name}(/.*)$ $1 break;
      proxy_pass http://$server_addr:$server_port;
${directives('      ', settings)}
      add_header X-Cache $upstream_cache_status always;
    }`;
}
