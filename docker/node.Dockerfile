# The image of a Node program: node itself, its shared libraries, and what the program needs, on an empty file system.
# Needs PROJECT, the folder of its package, and the contexts manifests, libraries and application; each can be the repository itself:
#   docker build -f docker/node.Dockerfile --build-arg PROJECT=apps/x \
#     --build-context manifests=. --build-context libraries=. --build-context application=. .

FROM node:24-slim AS toolchain
WORKDIR /workspace
ARG BUILD_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    [ -z "$BUILD_PACKAGES" ] || { apt-get update && apt-get install -y --no-install-recommends $BUILD_PACKAGES; }
# Node takes an empty bundle without a word, but warns of a missing one; the image's own headers spare node-gyp a download.
RUN mkdir -p /etc/ssl/certs && touch /etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_config_nodedir=/usr/local \
    npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_logs_max=0
# What is to be known of the workspace, asked of what npm has installed.
COPY <<'SCRIPT' /usr/local/lib/workspace.cjs
const fs = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const { basename, dirname, join, relative, resolve } = require('node:path');

const fail = (sentence) => { console.error(sentence); process.exit(1); };
const project = resolve('/workspace', process.env.PROJECT || fail('say which package to build: --build-arg PROJECT=apps/x'));
const read = (folder) => JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
const isOurs = (folder) => !folder.includes('/node_modules/');
const around = (folder) => (folder === '/' ? [] : [folder, ...around(dirname(folder))]);
const find = (name, from) => around(from).map((folder) => join(folder, 'node_modules', name)).find((path) => fs.existsSync(join(path, 'package.json')));

const required = ({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta: meta }) =>
  Object.keys({ ...dependencies, ...optionalDependencies, ...Object.fromEntries(Object.entries(peerDependencies ?? {}).filter(([name]) => !meta?.[name]?.optional)) });

/** The folders of the packages that `start` needs, each after what it needs itself, and the places where they were found. */
function closure(start, namesOf, paths = new Map(), seen = new Set()) {
  seen.add(start);
  for (const name of namesOf(read(start))) {
    const path = find(name, start);
    if (path === undefined) continue;
    const folder = fs.realpathSync(path);
    paths.set(path, folder);
    if (!seen.has(folder)) closure(folder, namesOf, paths, seen);
  }
  return paths;
}
SCRIPT
