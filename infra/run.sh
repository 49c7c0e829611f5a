#!/bin/sh
# Runs a program of the lab on the pinned Node: sh infra/run.sh bench/main.ts --profile smoke. A shell script must do
# this, because an older Node ends with a stack trace before it has read a line of TypeScript. What keeps a program from
# starting is said in one sentence.
set -eu
refuse() {
  printf '%s\n' "$1" >&2
  exit 1
}
root=$(dirname "$(dirname "$(readlink -f "$0")")")
node=$root/node_modules/.bin/node
[ -d "$root/node_modules/zod" ] || refuse 'the packages are not installed: run "make setup" first'
if [ ! -x "$node" ]; then
  node=node
  [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge 24 ] ||
    refuse 'the lab needs Node 24: run "make setup", which installs it or says why it cannot'
fi
if ! { [ -d "${TMPDIR:-/tmp}" ] && [ -w "${TMPDIR:-/tmp}" ]; }; then
  refuse "TMPDIR is ${TMPDIR:-/tmp}, and this user cannot write there: make that folder, or set TMPDIR to another"
fi
if [ -n "${NODE_OPTIONS-}" ] && ! "$node" -e 0 >/dev/null 2>&1; then
  refuse "Node does not start with NODE_OPTIONS=$NODE_OPTIONS: run \"unset NODE_OPTIONS\", then this again"
fi
case $root in
*\\*)
  # Node loads no module from a path with a backslash. It gets another path to the same folder, and must not resolve it.
  links=${XDG_CACHE_HOME:-$HOME/.cache}/sessions-versus-tokens
  link=$links/$(printf %s "$root" | cksum | tr ' ' -)
  case $link in *\\*) refuse 'Node loads no module from a path with a backslash: move the lab to another folder' ;; esac
  mkdir -p "$links"
  ln -sfn "$root" "$link"
  root=$link
  export NODE_OPTIONS="${NODE_OPTIONS-} --preserve-symlinks --preserve-symlinks-main"
  ;;
esac
# All that a program of the lab talks to is on this machine, whatever proxy the environment names.
unset NODE_USE_ENV_PROXY
export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost
program=$1
shift
flags=
case $program in
# A program in TypeScript starts sooner, and needs less memory, where Node keeps what it has compiled.
*.ts) export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE-$root/node_modules/.cache/lab-compile-cache}" ;;
esac
case $program in
# V8 lets the heap grow far beyond what is in use before it collects. The bench runs beside the lab, so it collects sooner.
bench/main.ts) flags='--max-semi-space-size=4 --heap-growing-percent=30' ;;
esac
exec "$node" $flags "$root/$program" "$@"
