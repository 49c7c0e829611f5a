#!/bin/sh
# Installs the packages, among them the Node that the lab runs on: the runtime is part of what is measured.
# Any Node >= 20 with npm can do this. Where npm has no pinned Node for the platform, the host's must be new enough.
set -eu
command -v npm >/dev/null 2>&1 || {
  echo 'npm is missing: install Node 20 or later with npm (https://nodejs.org), then run this again' >&2
  exit 1
}
echo 'installing the packages and the pinned Node' >&2
# Not `npm ci`: it refuses a lockfile without the native bindings of other platforms, which not every registry mirror
# carries. What the lockfile holds is installed exactly, checked by its integrity; --no-save leaves the lockfile alone.
npm install --no-save --no-fund --no-audit --loglevel=error >&2
node=node_modules/.bin/node
[ -x "$node" ] || node=node
"$node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 24 ? 0 : 1)' || {
  echo "the lab needs Node 24: npm has none for this platform, and the one on the PATH is $("$node" --version); install Node 24" >&2
  exit 1
}
