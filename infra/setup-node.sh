#!/bin/sh
# Installs the packages. One of them is the Node that the lab runs on: the lab measures the runtime too, so it pins it.
# Any Node >= 20 with npm can do this. If npm has no pinned Node for the platform, the host's Node must be new enough.
set -eu
command -v npm >/dev/null 2>&1 || {
  echo 'npm is missing: install Node 20 or later with npm (https://nodejs.org), then run this again' >&2
  exit 1
}
if [ -n "${NODE_OPTIONS-}" ] && ! node -e 0 >/dev/null 2>&1; then
  echo "Node does not start with NODE_OPTIONS=$NODE_OPTIONS: run \"unset NODE_OPTIONS\", then this again" >&2
  exit 1
fi
if ! [ -w . ] || { [ -e node_modules ] && ! [ -w node_modules/. ]; }; then
  echo "this user cannot write to $PWD/node_modules: run this as its owner, or in a copy of your own" >&2
  exit 1
fi
echo 'installing the packages and the pinned Node: about half a minute' >&2
# Not `npm ci`: it refuses a lockfile without the native bindings of other platforms, and some registry mirrors lack
# those. This installs exactly the packages of the lockfile, checked by their integrity. --no-save keeps the lockfile.
npm install --no-save --no-fund --no-audit --loglevel=error >&2 || {
  echo "npm could not install the packages: its lines above say why; mend that, then run this again" >&2
  exit 1
}
node=node_modules/.bin/node
[ -x "$node" ] || node=node
"$node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 ? 0 : 1)' || {
  echo "the lab needs Node 24: npm has none for this platform, and the one on the PATH is $("$node" --version); install Node 24" >&2
  exit 1
}
