#!/bin/sh
# Installs nginx and redis-server where they are missing: with apt-get as root or through sudo, or with Homebrew.
# Prints nothing when both are there. The compose driver needs neither, so a machine with a Docker engine that can
# install nothing passes too.
set -eu

# Debian installs nginx in a directory that is only on root's PATH.
PATH=$PATH:/usr/sbin:/usr/local/sbin:/sbin

missing=''
command -v nginx >/dev/null 2>&1 || missing="$missing nginx"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -n "$missing" ] || exit 0

as_root=''
if [ "$(id -u)" != 0 ]; then
  # -n: sudo must not ask for a password. In the middle of a run that would look like a hang.
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root='sudo -n'; fi
fi

if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || [ -n "$as_root" ]; }; then
  echo "installing$missing with apt-get: about half a minute" >&2
  log=$(mktemp)
  # The policy keeps the packages from starting services on the standard ports. The lab starts its own servers.
  if $as_root sh -c '
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then printf "#!/bin/sh\nexit 101\n" >$policy; chmod +x $policy; trap "rm -f $policy" EXIT; fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
  ' setup $(echo "$missing" | sed 's/nginx/nginx-light/') >"$log" 2>&1; then
    rm -f "$log"
    exit 0
  fi
  tail -n 5 "$log" >&2
  rm -f "$log"
elif command -v brew >/dev/null 2>&1; then
  echo "installing$missing with Homebrew: about a minute" >&2
  brew install --quiet $(echo "$missing" | sed 's/redis-server/redis/') >&2 && exit 0
fi

if command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1; then
  echo "without$missing only STACK=compose works here" >&2
  exit 0
fi
echo "missing:$missing; install with 'apt-get install nginx-light redis-server' as root or 'brew install nginx redis', or start Docker" >&2
exit 1
