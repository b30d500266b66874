# The image of a Node program: node, the shared libraries it loads, and what the program needs, on an empty file system.
# Needs PROJECT, the folder of its package, and the contexts manifests, libraries and application; each can be the repository itself:
#   docker build -f docker/node.Dockerfile --build-arg PROJECT=apps/x \
#     --build-context manifests=. --build-context libraries=. --build-context application=. .
# NODE_MODULES says whether node_modules come along: none, production (what the package's dependencies need), or auto, which looks at
# whether the built program imports anything out of them.

FROM node:24-slim AS toolchain
WORKDIR /workspace
ARG BUILD_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    [ -z "$BUILD_PACKAGES" ] || { apt-get update && apt-get install -y --no-install-recommends $BUILD_PACKAGES; }
# Node takes an empty bundle without a word and warns of a missing one. The headers beside node spare node-gyp a download.
RUN mkdir -p /etc/ssl/certs && touch /etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_package_config_node_gyp_nodedir=/usr/local \
    npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_logs_max=0
# Answers about the workspace, out of its package.json files and what npm has installed.
COPY <<'SCRIPT' /usr/local/lib/workspace.js
const fs = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const { basename, dirname, join, relative, resolve } = require('node:path');

const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};
const { PROJECT, BINARY, NODE_MODULES } = process.env;
const project = resolve('/workspace', PROJECT || fail('say which package to build: --build-arg PROJECT=apps/x'));
const read = (folder) => JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
const write = (folder, manifest) => fs.writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
const around = (folder) => (folder === '/' ? [folder] : [folder, ...around(dirname(folder))]);
const isOurs = (path) => !path.includes('/node_modules/');

/** The names of what a package needs when it runs, and of what one of ours needs to be built. */
function needed({ dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}
const neededToBuild = (manifest, folder) => [...needed(manifest), ...(isOurs(folder) ? Object.keys(manifest.devDependencies ?? {}) : [])];

/** Where node finds what a folder needs, and all that this needs in turn, with their real folders; what is needed comes first. */
function closure(folder, namesOf, found = new Map(), seen = new Set([folder])) {
  for (const name of namesOf(read(folder), folder)) {
    const path = around(folder).map((at) => join(at, 'node_modules', name)).find((at) => fs.existsSync(join(at, 'package.json')));
    const real = path && fs.realpathSync(path);
    if (real && !seen.has(real)) closure(real, namesOf, found, seen.add(real));
    if (real) found.set(path, real);
  }
  return found;
}

/** The scripts that a build runs, and `start`. */
function buildScripts(scripts) {
  const found = new Set(['start']);
  const add = (name) => {
    if (found.has(name) || !(name in scripts)) return;
    found.add(name);
    const words = scripts[name].split(/[\s"'&|;()]+/);
    const isNamed = (other) => words.some((word) => word === other || (/:.*\*$/.test(word) && other.startsWith(word.replace(/\*+$/, ''))));
    [`pre${name}`, `post${name}`, ...Object.keys(scripts).filter(isNamed)].forEach(add);
  };
  add('build');
  return Object.fromEntries(Object.entries(scripts).filter(([name]) => found.has(name)));
}

/** The file of the program: BINARY, else what package.json calls main, else what `npm start` hands to node. */
function findEntry({ name = basename(project), main, bin = {}, scripts = {} }) {
  const own = name.replace(/^.*\//, '');
  const bins = typeof bin === 'string' ? { [own]: bin } : bin;
  const started = /^node\s+(?:-\S+\s+)*(\S+\.[cm]?[jt]s)\b/.exec(scripts.start ?? '')?.[1];
  const binary = BINARY || own;
  const file = binary === own ? (main ?? started ?? bins[own] ?? 'index.js') : bins[binary];
  if (!file) fail(`${PROJECT}/package.json has no program ${binary}, choose one with --build-arg BINARY=x: ${[own, ...Object.keys(bins)].join(' ')}`);
  try {
    return createRequire('/').resolve(join(project, file));
  } catch {
    return fail(`${PROJECT}/package.json names ${file} as the program, and npm run build did not write it`);
  }
}

/** True where a program, or a file that it imports by path, imports one of some packages. Node's own parser tells code from mere text. */
function importsAny(entry, packages) {
  const { parse } = require('internal/deps/acorn/acorn/dist/acorn');
  const { full } = require('internal/deps/acorn/acorn-walk/dist/walk');
  const files = new Set([entry]);
  const names = new Set();
  for (const file of files) {
    if (!/\.[cm]?[jt]s$/.test(file)) continue;
    const text = fs.readFileSync(file, 'utf8');
    const treeOf = (sourceType) => parse(text, { ecmaVersion: 'latest', sourceType, allowHashBang: true, allowReturnOutsideFunction: true });
    let tree;
    try { tree = treeOf('module'); } catch { try { tree = treeOf('script'); } catch { return true; } }
    full(tree, ({ type, callee, arguments: [first] = [], source }) => {
      const name = (type === 'CallExpression' && /require\d*$/.test(callee.name ?? '') ? first : source)?.value;
      if (typeof name !== 'string' || isBuiltin(name)) return;
      if (!/^[./#]/.test(name)) return names.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
      try { files.add(createRequire(file).resolve(name)); } catch { /* What is not there is needed by nobody. */ }
    });
  }
  return [...names].some((name) => packages.has(name)) || ![...files].every(isOurs);
}

/** Puts the program to /app, where it is in the workspace, and a link to it at /app/main.js. */
function assemble() {
  const place = (path) => join('/rootfs/app', relative('/workspace', path));
  const copy = (from, isWanted) => fs.existsSync(from) && fs.cpSync(from, place(from), { recursive: true, verbatimSymlinks: true, filter: isWanted });

  // One of ours gives what its `files` say, else the folders that its entries are in; neither tests nor types.
  const giveOurs = (folder, entries) => {
    const { scripts: _scripts, devDependencies: _tools, ...manifest } = read(folder);
    const leaves = (value) => (typeof value === 'object' ? Object.values(value ?? {}).flatMap(leaves) : (value ?? []));
    const { main = manifest.exports ? null : 'index.js', files, exports, bin } = manifest;
    const listed = files?.filter((path) => !path.startsWith('!')) ?? leaves([main, exports, bin]).filter((path) => !/^(?:\.\/)?package\.json$/.test(path));
    const tops = [...entries, ...listed].map((path) => join('.', path)).map((path) => (files || path.includes('/') ? path.split('/')[0] : '.'));
    const left =
      /\/(?:node_modules|__\w+__|\.[^/]+|Dockerfile[^/]*|LICENSE[^/]*|(?:package-lock|npm-shrinkwrap|project)\.json|[^/]+\.(?:md|(?:spec|test)\.\w+|d\.[cm]?ts(?:\.map)?|tsbuildinfo))$/;
    for (const top of tops.some((name) => name === '.' || name.includes('*')) ? [folder] : new Set(tops.map((name) => join(folder, name)))) {
      copy(top, (path) => path === top || !left.test(path));
    }
    fs.mkdirSync(place(folder), { recursive: true });
    write(place(folder), manifest);
  };

  // Others give all but what no program reads: types, source maps, tests, and what a compiler left.
  const giveOthers = (folder) => {
    const { bundleDependencies, bundledDependencies } = read(folder);
    const left = /^(?:\.[^/]+|tests?|benchmarks?|examples?|build\/(?:Release\/(?:obj|\.deps).*|[^/]*(?:\.mk|\.gypi|Makefile)))$|\.(?:d\.[cm]?ts|map)$|(?:^|\/)(?:readme|changelog)(?:\.md)?$/i;
    const isBundled = (path) => bundleDependencies || bundledDependencies || path !== 'node_modules';
    copy(folder, (path) => !left.test(relative(folder, path)) && isBundled(relative(folder, path)));
  };

  const entry = findEntry(read(project));
  const packages = closure(project, needed);
  const names = new Set([...packages.keys()].map((path) => path.replace(/^.*\/node_modules\//, '')));
  const isAlone = NODE_MODULES === 'none' || (NODE_MODULES !== 'production' && !importsAny(entry, names));
  console.log(`${relative('/workspace', entry)} ${isAlone ? 'runs alone: no' : 'comes with its production'} node_modules`);
  giveOurs(project, [relative(project, entry)]);
  for (const folder of isAlone ? [] : new Set(packages.values())) (isOurs(folder) ? giveOurs : giveOthers)(folder, []);
  for (const [path, folder] of isAlone ? [] : packages) {
    if (path === folder) continue;
    fs.mkdirSync(dirname(place(path)), { recursive: true });
    fs.symlinkSync(relative(dirname(path), folder), place(path));
  }
  // A link, since node then takes the program's own folder and package.json for granted, as it would in the workspace.
  if (place(entry) !== '/rootfs/app/main.js') fs.symlinkSync(relative('/workspace', entry), '/rootfs/app/main.js');
}

const commands = {
  assemble,
  'install-root'() {
    if (!fs.existsSync(join(project, 'package.json'))) fail(`there is no ${PROJECT}/package.json in the context "manifests"`);
    const hasLock = (folder) => ['npm-shrinkwrap.json', 'package-lock.json'].some((name) => fs.existsSync(join(folder, name)));
    console.log(around(project).find(hasLock) ?? fail(`no package-lock.json lies in ${PROJECT} or above it: run npm install and commit it`));
  },
  // `prepare` and its kin of our own packages would run before their sources are there.
  'without-scripts'() {
    for (const file of fs.globSync('/workspace/**/package.json', { exclude: (name) => name === 'node_modules' })) {
      try { write(dirname(file), { ...read(dirname(file)), scripts: undefined }); } catch { /* It belongs to a fixture. */ }
    }
  },
  // Leaves the other members of the workspace out: what they need may not even install here.
  narrow(lockFile) {
    const { workspaces, ...manifest } = read('.');
    if (!workspaces) return;
    const { packages = {} } = JSON.parse(fs.readFileSync(lockFile, 'utf8'));
    const memberOf = (name) => packages[`node_modules/${name}`]?.link && packages[`node_modules/${name}`].resolved;
    const wanted = new Set([relative('.', project)]);
    for (const folder of wanted) neededToBuild(read(folder), folder).map(memberOf).forEach((member) => member && wanted.add(member));
    const isWanted = ([name]) => !memberOf(name) || wanted.has(memberOf(name));
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      if (field in manifest) manifest[field] = Object.fromEntries(Object.entries(manifest[field]).filter(isWanted));
    }
    write('.', { ...manifest, workspaces: [...wanted].filter((folder) => !folder.startsWith('..')) });
  },
  libraries() {
    const ours = new Set([...closure(project, neededToBuild).values()].filter((folder) => isOurs(folder) && folder !== project));
    console.log([...ours].map((folder) => relative('/workspace', folder)).join('\n'));
  },
  // A program may take its package.json in: what only tests use must not make another program of it.
  'without-tests'(folder) {
    const { devDependencies: _installed, ...manifest } = read(folder);
    write(folder, 'scripts' in manifest ? { ...manifest, scripts: buildScripts(manifest.scripts) } : manifest);
  },
};
commands[process.argv[2]](...process.argv.slice(3));
SCRIPT
ARG PROJECT
ENV PROJECT=$PROJECT

FROM toolchain AS dependencies
COPY --from=manifests . .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=npmrc,target=/root/.npmrc,required=false \
    --mount=type=cache,id=slipway-npm,target=/root/.npm,sharing=shared \
    sh -eu <<'SCRIPT'
root=$(node /usr/local/lib/workspace.js install-root)
cd "$root"
lock=$(ls npm-shrinkwrap.json package-lock.json 2>/dev/null | head -1)
node /usr/local/lib/workspace.js without-scripts
cp package.json "$lock" /tmp/
node /usr/local/lib/workspace.js narrow "$lock"
if npm ci; then exit; fi
# npm ci also stops where the registry lacks an optional package for another platform, so that no lock can name it. npm install tells the
# two apart: it leaves a lock alone that is up to date.
echo "npm ci stopped; asking npm install whether the lock is up to date"
cp package.json /tmp/narrow.json
cp /tmp/package.json .
npm install --package-lock-only --ignore-scripts
cmp -s "$lock" "/tmp/$lock" || { echo "$lock is out of date, npm ci says above where: run npm install and commit it" >&2; exit 1; }
cp /tmp/narrow.json package.json
npm install
SCRIPT

FROM dependencies AS compiled-libraries
ARG LIBRARIES
COPY --from=libraries . .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=npmrc,target=/root/.npmrc,required=false \
    --mount=type=cache,id=slipway-npm,target=/root/.npm,sharing=shared \
    sh -eu <<'SCRIPT'
libraries=${LIBRARIES-$(node /usr/local/lib/workspace.js libraries)}
root=$(node /usr/local/lib/workspace.js install-root)
cd "$root"
# npm links only commands whose files are there: those that libraries give to others have just come.
[ -z "$libraries" ] || npm rebuild --ignore-scripts
for library in $libraries; do
  cd "/workspace/$library"
  node /usr/local/lib/workspace.js without-tests .
  npm run build --if-present
done
SCRIPT

FROM compiled-libraries AS sources
COPY --from=application . .
WORKDIR /workspace/$PROJECT

FROM sources AS development
CMD ["npm", "run", "dev"]

FROM sources AS build
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=npmrc,target=/root/.npmrc,required=false \
    --mount=type=cache,id=slipway-npm,target=/root/.npm,sharing=shared \
    node /usr/local/lib/workspace.js without-tests . && npm run build --if-present

FROM build AS test
COPY --from=application . /workspace
CMD ["npm", "test"]

# What any program needs around it.
FROM toolchain AS system
# Copies the files named on standard input to the same place below /rootfs, and the shared libraries that all there load.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/into-rootfs
#!/bin/sh
set -eu
umask 022
for link in /bin /lib /lib64 /sbin; do
  # What lies below the links of a merged /usr has to land where they lead.
  if [ -L "$link" ]; then mkdir -p "/rootfs$(readlink -f "$link")" && cp -a "$link" /rootfs/; fi
done
sed 's,^/,,' | tar -C / -cf - --no-recursion -T - | tar -C /rootfs -xf -
find /rootfs -type f \( -name '*.so*' -o -name '*.node' -o -perm /111 \) -print0 | { xargs -0r ldd 2>/dev/null || true; } |
  awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && $2 ~ /^\(/ { print $1 }' | sort -u |
  sed '/^.rootfs/d; s,^/,,' | tar -C / -chf - -T - | tar -C /rootfs -xf - --skip-old-files
SCRIPT
ARG SYSTEM_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    sh -eu <<'SCRIPT'
[ -n "$SYSTEM_PACKAGES" ] || exit 0
dpkg-query -W -f '${Package}\n' | sort > /tmp/before
apt-get update && apt-get install -y --no-install-recommends $SYSTEM_PACKAGES
{ dpkg-query -W -f '${Package}\n' | sort | comm -13 /tmp/before -; echo "$SYSTEM_PACKAGES" | tr ' ' '\n' | sed 's/=.*//'; } |
  xargs dpkg -L | sort -u | grep -vE '^/usr/share/(doc|info|lintian|locale|man)/' |
  while read -r path; do [ -d "$path" ] || echo "$path"; done | into-rootfs
SCRIPT
RUN sh -eu <<'SCRIPT'
umask 022
mkdir -p /rootfs/app /rootfs/etc /rootfs/tmp
chmod 1777 /rootfs/tmp
printf 'root:x:0:0:root:/:/sbin/nologin\napp:x:65532:65532:app:/app:/sbin/nologin\n' > /rootfs/etc/passwd
printf 'root:x:0:\napp:x:65532:\n' > /rootfs/etc/group
printf 'hosts: files dns\n' > /rootfs/etc/nsswitch.conf
echo /usr/local/bin/node | into-rootfs
SCRIPT

FROM build AS assembled
ARG BINARY=""
ARG NODE_MODULES=auto
ARG SOURCE_DATE_EPOCH=0
COPY --from=system /rootfs /rootfs
RUN --mount=from=system,source=/usr/local/bin/into-rootfs,target=/usr/local/bin/into-rootfs sh -eu <<'SCRIPT'
# The parser is among what node keeps for itself.
node --expose-internals /usr/local/lib/workspace.js assemble
into-rootfs < /dev/null
find /rootfs/app \( -type d -o -type f -perm /111 \) -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
find /rootfs -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
SCRIPT

FROM scratch AS production
COPY --link --from=assembled /rootfs/ /
ENV NODE_ENV=production PATH=/usr/local/bin:/usr/bin:/bin
USER 65532:65532
WORKDIR /app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --start-interval=500ms --retries=3 CMD ["node", "/app/main.js", "healthcheck"]
ENTRYPOINT ["node", "/app/main.js"]
