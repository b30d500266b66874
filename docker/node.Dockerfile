# The image of a Node program: node, the shared libraries it loads, and what the program needs, on an empty file system.
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
# Node takes an empty bundle without a word and warns of a missing one. The headers beside node spare node-gyp a download.
RUN mkdir -p /etc/ssl/certs && touch /etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_package_config_node_gyp_nodedir=/usr/local \
    npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_logs_max=0
# Answers about the workspace, out of what npm has installed.
COPY <<'SCRIPT' /usr/local/lib/workspace.js
const fs = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const { basename, dirname, join, relative, resolve } = require('node:path');

const fail = (sentence) => { console.error(sentence); process.exit(1); };
const project = resolve('/workspace', process.env.PROJECT || fail('say which package to build: --build-arg PROJECT=apps/x'));
const read = (folder) => JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
const around = (folder) => (folder === '/' ? [folder] : [folder, ...around(dirname(folder))]);
const isOurs = (path) => !path.includes('/node_modules/');
const requiredPeers = ({ peerDependencies = {}, peerDependenciesMeta: meta = {} }) => Object.keys(peerDependencies).filter((name) => !meta[name]?.optional);
const needed = (manifest) => [...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), ...requiredPeers(manifest)];
const neededToBuild = (manifest, folder) => [...needed(manifest), ...Object.keys((isOurs(folder) && manifest.devDependencies) || {})];

// Where node finds the packages that a folder needs, and all that those need, with their real folders: what is needed comes first.
function closure(folder, namesOf, found = new Map(), seen = new Set([folder])) {
  for (const name of namesOf(read(folder), folder)) {
    const path = around(folder).map((at) => join(at, 'node_modules', name)).find((at) => fs.existsSync(join(at, 'package.json')));
    const real = path && fs.realpathSync(path);
    if (real && !seen.has(real)) closure(real, namesOf, found, seen.add(real));
    if (real) found.set(path, real);
  }
  return found;
}

// The program: BINARY, else what package.json calls main, else what `npm start` hands to node.
function findEntry({ name = basename(project), main, bin = {}, scripts = {} }) {
  const own = name.replace(/^.*\//, '');
  const bins = typeof bin === 'string' ? { [own]: bin } : bin;
  const started = /^node\s+(?:-\S+\s+)*(\S+\.[cm]?[jt]s)\b/.exec(scripts.start ?? '')?.[1];
  const binary = process.env.BINARY || own;
  const file = binary === own ? (main ?? started ?? bins[own] ?? 'index.js') : bins[binary];
  if (!file) fail(`${process.env.PROJECT}/package.json has no program ${binary}; choose one with --build-arg BINARY=x: ${[own, ...Object.keys(bins)].join(' ')}`);
  try { return createRequire(project).resolve(join(project, file)); } catch { return fail(`${process.env.PROJECT}/package.json names ${file}, which npm run build did not write`); }
}

// True where a program, or a file that it imports by path, imports one of these packages. Node's own parser tells code from text.
function imports(entry, packages) {
  const acorn = require('internal/deps/acorn/acorn/dist/acorn');
  const { full } = require('internal/deps/acorn/acorn-walk/dist/walk');
  const files = new Set([entry]);
  const found = new Set();
  for (const file of files) {
    const parse = (sourceType) => acorn.parse(fs.readFileSync(file, 'utf8'), { ecmaVersion: 'latest', sourceType, allowHashBang: true, allowReturnOutsideFunction: true });
    if (!/\.[cm]?[jt]s$/.test(file)) continue;
    let tree;
    try { tree = parse('module'); } catch { try { tree = parse('script'); } catch { return true; } }
    full(tree, ({ type, callee, arguments: [first] = [], source }) => {
      const name = (type === 'CallExpression' && /require\d*$/.test(callee.name ?? '') ? first : source)?.value;
      if (typeof name !== 'string' || isBuiltin(name)) return;
      if (!/^[./#]/.test(name)) return found.add(name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
      try { files.add(createRequire(file).resolve(name)); } catch { /* it is not there, so nobody can need it */ }
    });
  }
  return [...found].some((name) => packages.has(name)) || ![...files].every(isOurs);
}

// What a package of the workspace gives to run: what its `files` say, else the folders that its entries are in; neither tests nor types.
function ship(folder, manifest, entries, copy) {
  const leaves = (value) => (typeof value === 'object' ? Object.values(value ?? {}).flatMap(leaves) : (value ?? []));
  const listed = manifest.files?.filter((path) => !path.startsWith('!')) ?? leaves([manifest.main ?? 'index.js', manifest.exports, manifest.bin]);
  const paths = [...entries, ...listed].map((path) => join('.', path)).filter((path) => path !== 'package.json');
  const tops = new Set(paths.map((path) => (manifest.files || path.includes('/') ? path.split('/')[0] : '.')));
  const isLeft = /\/(?:node_modules|__\w+__|\.[^/]+|[^/]+\.(?:md|(?:spec|test)\.\w+|d\.[cm]?ts(?:\.map)?|tsbuildinfo))$/;
  for (const top of /^\.$|\*/m.test([...tops].join('\n')) ? [folder] : [...tops].map((name) => join(folder, name))) {
    copy(top, (path) => path === top || !isLeft.test(path));
  }
}

function assemble(target) {
  const place = (path) => join(target, relative('/workspace', path));
  const copy = (from, filter) => fs.existsSync(from) && fs.cpSync(from, place(from), { recursive: true, verbatimSymlinks: true, filter });
  const give = (folder, entries) => {
    const { scripts: _scripts, devDependencies: _tools, ...manifest } = read(folder);
    ship(folder, manifest, entries, copy);
    fs.mkdirSync(place(folder), { recursive: true });
    fs.writeFileSync(join(place(folder), 'package.json'), JSON.stringify(manifest));
  };
  const entry = findEntry(read(project));
  const packages = closure(project, needed);
  const names = new Set([...packages.keys()].map((path) => path.replace(/^.*\/node_modules\//, '')));
  const isAlone = process.env.NODE_MODULES === 'none' || (process.env.NODE_MODULES !== 'production' && !imports(entry, names));
  console.log(`${relative('/workspace', entry)} ${isAlone ? 'runs alone: no' : 'runs with its production'} node_modules`);
  give(project, [relative(project, entry)]);
  if (!isAlone) {
    for (const folder of new Set(packages.values())) {
      const isBundling = ['bundleDependencies', 'bundledDependencies'].some((field) => field in read(folder));
      const isWanted = (path) => !/\.(?:d\.[cm]?ts|map)$|\/(?:README|CHANGELOG)(?:\.(?:md|txt))?$|\/build\/(?:Release\/(?:obj|\.deps).*|[^/]+\.(?:mk|gypi)|Makefile)$/i.test(path);
      if (isOurs(folder)) give(folder, []);
      else copy(folder, (path) => isWanted(path) && (isBundling || path !== join(folder, 'node_modules')));
    }
    for (const [path, folder] of packages) {
      if (path === folder) continue;
      fs.mkdirSync(dirname(place(path)), { recursive: true });
      fs.symlinkSync(relative(dirname(path), folder), place(path));
    }
  }
  fs.symlinkSync(relative('/workspace', entry), join(target, 'main.js'));
}

const commands = {
  'install-root'() {
    if (!fs.existsSync(join(project, 'package.json'))) fail(`there is no ${process.env.PROJECT}/package.json in the context "manifests"`);
    const locks = ['npm-shrinkwrap.json', 'package-lock.json'];
    const root = around(project).find((folder) => locks.some((name) => fs.existsSync(join(folder, name))));
    console.log(root ?? fail(`no package-lock.json lies in ${process.env.PROJECT} or above it: run npm install and commit the lock`));
  },
  // The workspace's own `prepare` and its kin would run now, where the sources are not yet there.
  unscript() {
    for (const file of fs.globSync('/workspace/**/package.json', { exclude: (name) => name === 'node_modules' })) {
      try { fs.writeFileSync(file, JSON.stringify({ ...read(dirname(file)), scripts: undefined })); } catch { /* a fixture */ }
    }
  },
  // What only tests use is left out of package.json: a program may take it in, and is to be the same with or without them.
  tidy(folder) {
    const { devDependencies: _installed, ...manifest } = read(folder);
    const { scripts } = manifest;
    const add = (found, name) => {
      if (found.has(name) || !(name in scripts)) return found;
      const words = scripts[name].split(/[\s"'&|;()]+/);
      const isNamed = (other) => words.some((word) => word === other || (/:.*\*$/.test(word) && other.startsWith(word.replace(/\*+$/, ''))));
      return [`pre${name}`, `post${name}`, ...Object.keys(scripts).filter(isNamed)].reduce(add, found.add(name));
    };
    if (scripts) {
      const kept = add(new Set(['start']), 'build');
      manifest.scripts = Object.fromEntries(Object.entries(scripts).filter(([name]) => kept.has(name)));
    }
    fs.writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  },
  libraries() {
    const folders = new Set([...closure(project, neededToBuild).values()].filter((folder) => isOurs(folder) && folder !== project));
    console.log([...folders].map((folder) => relative('/workspace', folder)).join('\n'));
  },
  assemble: () => assemble('/rootfs/app'),
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
cd "$(node /usr/local/lib/workspace.js install-root)"
node /usr/local/lib/workspace.js unscript
npm ci && exit 0 || echo "npm ci stopped; now npm install is asked whether the lock is up to date"
# npm ci also stops where the registry lacks an optional package for another platform, so that no lock can name it. Then npm install has
# the last word: it leaves a lock alone that is up to date.
lock=$(ls npm-shrinkwrap.json package-lock.json 2>/dev/null | head -1)
cp "$lock" /tmp/lock
npm install
cmp -s "$lock" /tmp/lock || { echo "$lock is out of date, see above: run npm install and commit it" >&2; exit 1; }
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
# The commands that libraries give to others are linked only now: npm skips those whose files are not there.
[ -z "$libraries" ] || (cd "$(node /usr/local/lib/workspace.js install-root)" && npm rebuild --ignore-scripts)
for library in $libraries; do (cd "/workspace/$library" && node /usr/local/lib/workspace.js tidy . && npm run build --if-present); done
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
    node /usr/local/lib/workspace.js tidy . && npm run build --if-present

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
  sed '/^.rootfs/d; s,^/,,' | tar -C / -chf - -T - | tar -C /rootfs -xf -
SCRIPT
ARG SYSTEM_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    sh -eu <<'SCRIPT'
[ -n "$SYSTEM_PACKAGES" ] || exit 0
dpkg-query -W -f '${Package}\n' | sort > /tmp/before
apt-get update && apt-get install -y --no-install-recommends $SYSTEM_PACKAGES
{ dpkg-query -W -f '${Package}\n' | sort | comm -13 /tmp/before -; echo "$SYSTEM_PACKAGES" | sed 's/=[^ ]*//g'; } |
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

# The program and what it needs of the workspace.
FROM build AS assembled
ARG BINARY="" NODE_MODULES=auto
COPY --from=system /rootfs /rootfs
COPY --from=system /usr/local/bin/into-rootfs /usr/local/bin/
ARG SOURCE_DATE_EPOCH=0
RUN sh -eu <<'SCRIPT'
node --expose-internals /usr/local/lib/workspace.js assemble
into-rootfs < /dev/null
find /rootfs/app -type d -exec chmod 755 {} + -o -type f -perm /111 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
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
