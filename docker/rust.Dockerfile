# The image of a Rust program: a static binary on an empty file system.
# Needs PROJECT, the folder of its package, and the contexts manifests, libraries and application; each can be the repository itself:
#   docker build -f docker/rust.Dockerfile --build-arg PROJECT=apps/x \
#     --build-context manifests=. --build-context libraries=. --build-context application=. .

FROM rust:1-slim AS toolchain
WORKDIR /workspace
ARG BUILD_PACKAGES=""
ARG SYSTEM_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    [ -z "$BUILD_PACKAGES$SYSTEM_PACKAGES" ] || { apt-get update && apt-get install -y --no-install-recommends $BUILD_PACKAGES $SYSTEM_PACKAGES; }
# Builds that run at once share their downloads. Cargo guards these by a lock file, which would lie outside of what is shared.
RUN mkdir -p "$CARGO_HOME/registry" && ln -s registry/.package-cache "$CARGO_HOME/.package-cache"
# Runs a command of Cargo for the project, in the folder of its workspace, whose settings hold for all of it. With a target, even where
# it is this machine's own, build scripts and macros are compiled apart from the program, and need not be made as it is.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/cargo-project
#!/bin/sh
set -eu
manifest=/workspace/$PROJECT/Cargo.toml command=$1 host=$(rustc -vV | sed -n 's/^host: //p')
shift
cd "$(dirname "$(cargo locate-project --workspace --message-format plain --manifest-path "$manifest")")"
package=$(cargo pkgid --manifest-path "$manifest")
exec cargo "$command" --package "$package" --target "$host" ${FEATURES:+--features "$FEATURES"} "$@"
SCRIPT
# The same for a step of several that compile the same with the same flags: were one feature different, third-party packages would be
# compiled again. Cargo tells by time what has changed, and the times of a context are any. So here each step has a day of its own:
# a file bears that of the step which brought it as it is, and what is compiled from it comes at noon.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/compile
#!/bin/sh
set -eu
steps=/var/lib/compile
mkdir -p $steps && touch $steps/sums
step=$(find $steps -type f | wc -l)
find . -type f -print0 | xargs -0 sha256sum -z | sort -z > /tmp/sums
comm -z -13 $steps/sums /tmp/sums | sed -z 's/^[^ ]* .//' > "$steps/brought.$step"
mv /tmp/sums $steps/sums
find . -type d -exec touch -d 2000-01-01 {} +
for day in $(seq "$step"); do xargs -0r touch -d "2000-01-0$day" < "$steps/brought.$day"; done
cargo-project "$@"
find /target -newermt 2000-02-01 -exec touch -hd "2000-01-0$step 12:00" {} +
SCRIPT
# Stands before rustc. RUSTFLAGS would replace the flags of the workspace's own settings; here ours are added to them, and only for what
# goes into the program. Its messages name sources, and the name of a mirror would be among these.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/rustc-program
#!/bin/sh
case " $* " in *" --target "*)
  # A static program can load nothing, so one that needs packages beside it is none.
  [ -n "$SYSTEM_PACKAGES" ] || set -- "$@" -C target-feature=+crt-static
  for sources in "$CARGO_HOME"/registry/src/*; do set -- "$@" "--remap-path-prefix=$sources=/registry"; done
esac
exec "$@"
SCRIPT
# A compiler cache that somebody's settings name is not here.
ENV CARGO_TARGET_DIR=/target RUSTC_WRAPPER="" RUSTC_WORKSPACE_WRAPPER=""
ARG FEATURES=""
ARG PROJECT
ENV FEATURES=$FEATURES PROJECT=$PROJECT

# Shrinks the lock to what the contexts hold. Only Cargo's resolver knows what may go, and nothing may come.
FROM toolchain AS lock
COPY --from=manifests . .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=cargo,target=/usr/local/cargo/config.toml,required=false \
    --mount=type=secret,id=cargo-credentials,target=/usr/local/cargo/credentials.toml,required=false \
    --mount=type=cache,id=slipway-cargo-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=slipway-cargo-git,target=/usr/local/cargo/git \
    sh -eu <<'SCRIPT'
fail() { printf '%s\n' "$*" >&2; exit 1; }
manifest=${PROJECT:?say which package to build: --build-arg PROJECT=apps/x}/Cargo.toml
[ -f "$manifest" ] || fail "PROJECT=$PROJECT: the context manifests has no $manifest"
cd "$(dirname "$(cargo locate-project --workspace --message-format plain --manifest-path "$manifest")")"
[ -f Cargo.lock ] || fail "there is no Cargo.lock beside the workspace's Cargo.toml: run cargo generate-lockfile, and commit it"
# A line for each package of the lock, and one for each that it needs.
entries() {
  tr -d '\r' < Cargo.lock | awk 'BEGIN { RS = ""; FS = "\n" } /^\[\[package\]\]/ {
    id = ""
    for (i = 2; i <= NF; i++) if ($i ~ /^(name|version|source) = /) { split($i, part, "\""); id = id part[2] " " }
    print id
    for (i = 2; i <= NF; i++) if ($i ~ /^ "/) { split($i, part, /[" ]+/); print id "needs " part[2] }
  }' | sort
}
entries > /tmp/full
cargo fetch --target "$(rustc -vV | sed -n 's/^host: //p')"
entries | comm -13 /tmp/full - > /tmp/lacking
[ ! -s /tmp/lacking ] || fail "Cargo.lock is out of date: run cargo update --workspace, and commit it. It lacks:
$(cat /tmp/lacking)"
SCRIPT

# Third-party packages, compiled with stubs in place of the workspace's own. What the whole lock held besides leaves no trace here.
FROM toolchain AS dependencies
COPY --from=lock /workspace .
ENV RUSTC_WRAPPER=rustc-program
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=cargo,target=/usr/local/cargo/config.toml,required=false \
    --mount=type=secret,id=cargo-credentials,target=/usr/local/cargo/credentials.toml,required=false \
    --mount=type=cache,id=slipway-cargo-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=slipway-cargo-git,target=/usr/local/cargo/git \
    compile build --locked --release --bins

FROM dependencies AS compiled-libraries
COPY --from=libraries . .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=cargo,target=/usr/local/cargo/config.toml,required=false \
    --mount=type=secret,id=cargo-credentials,target=/usr/local/cargo/credentials.toml,required=false \
    --mount=type=cache,id=slipway-cargo-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=slipway-cargo-git,target=/usr/local/cargo/git \
    compile build --locked --release --bins

# Development and tests run without mounts, and so have the third-party sources in a layer.
FROM toolchain AS sources
COPY --from=lock /workspace .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=cargo,target=/usr/local/cargo/config.toml,required=false \
    --mount=type=secret,id=cargo-credentials,target=/usr/local/cargo/credentials.toml,required=false \
    compile test --locked --no-run
COPY --from=libraries . .
COPY --from=application . .

FROM sources AS test
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=cargo,target=/usr/local/cargo/config.toml,required=false \
    --mount=type=secret,id=cargo-credentials,target=/usr/local/cargo/credentials.toml,required=false \
    compile test --locked --no-run
CMD ["cargo-project", "test", "--locked", "--offline"]

FROM sources AS development
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    apt-get update && apt-get install -y --no-install-recommends entr
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/reload
#!/bin/sh
# The first process of a container is stopped by a signal only if it says so. entr ends when a folder has a new file; then it starts anew.
trap 'kill "$watching"; wait "$watching"; exit 0' TERM INT
while sleep 0.1; do
  find . \( -name target -o -name node_modules -o -name '.?*' \) -prune -o -type f -print > /tmp/watched
  entr -d -n -r cargo-project run "$@" < /tmp/watched & watching=$!
  wait "$watching"
done
SCRIPT
ARG BINARY=""
ENV BINARY=$BINARY
RUN find . -type f -exec touch {} +
CMD ["sh", "-c", "exec reload ${BINARY:+--bin $BINARY}"]

# What a program needs around it.
FROM rust:1-slim AS system
# Copies the files named on standard input to the same place below /rootfs, with the shared libraries that they load.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/into-rootfs
#!/bin/sh
set -eu
umask 022
for link in /lib /lib64; do
  # What lies below the links of a merged /usr has to land where they lead.
  if [ -L "$link" ]; then mkdir -p "/rootfs$(readlink -f "$link")"; cp -a "$link" /rootfs/; fi
done
sed 's,^/,,' | tar -C / -cf - --no-recursion -T - | tar -C /rootfs -xf -
find /rootfs -type f \( -name '*.so*' -o -perm /111 \) | sed 's,^/rootfs,,' | { xargs -r ldd 2>/dev/null || true; } |
  awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && $2 ~ /^\(/ { print $1 }' | sort -u |
  sed 's,^/,,' | tar -C / -chf - -T - | tar -C /rootfs --skip-old-files -xf -
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
# No secret is mounted here: these are the public certificates of the base image.
RUN sh -eu <<'SCRIPT'
umask 022
mkdir -p /rootfs/app /rootfs/etc/ssl/certs /rootfs/tmp
chmod 1777 /rootfs/tmp
cp /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/
printf 'root:x:0:0:root:/:/sbin/nologin\napp:x:65532:65532:app:/app:/sbin/nologin\n' > /rootfs/etc/passwd
printf 'root:x:0:\napp:x:65532:\n' > /rootfs/etc/group
printf 'hosts: files dns\n' > /rootfs/etc/nsswitch.conf
SCRIPT

FROM compiled-libraries AS build
ARG BINARY=""
COPY --from=application . .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=cargo,target=/usr/local/cargo/config.toml,required=false \
    --mount=type=secret,id=cargo-credentials,target=/usr/local/cargo/credentials.toml,required=false \
    --mount=type=cache,id=slipway-cargo-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=slipway-cargo-git,target=/usr/local/cargo/git \
    sh -eu <<'SCRIPT'
compile build --locked --release $([ -z "$BINARY" ] && echo --bins || echo --bin "$BINARY")
# The program BINARY, else the only one, else the one that is called like the package.
name=${BINARY:-$(cargo pkgid --manifest-path "$PROJECT/Cargo.toml" | sed -E 's,.*#(.*)@.*,\1,; s,.*/(.*)#.*,\1,')}
cd /target/*/release
find . -maxdepth 1 -type f -perm /111 ! -name '*.so' -printf '%f\n' | sort | awk -v name="$name" '
  { names = names " " $0; last = $0; if ($0 == name) found = $0 }
  END {
    if (found || NR == 1) { print found ? found : last; exit }
    print "there is no program " name ", choose one with --build-arg BINARY=x:" names > "/dev/stderr"
    exit 1
  }' > /tmp/program
install -D -m 755 "$(cat /tmp/program)" /app/service
SCRIPT
ARG SOURCE_DATE_EPOCH=0
RUN --mount=from=system,source=/usr/local/bin/into-rootfs,target=/usr/local/bin/into-rootfs \
    --mount=from=system,source=/rootfs,target=/system \
    cp -a /system /rootfs && cp -a /app /rootfs/ && { [ -z "$SYSTEM_PACKAGES" ] || echo /app/service | into-rootfs; } && \
    find /rootfs -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +

FROM scratch AS production
COPY --link --from=build /rootfs/ /
USER 65532:65532
WORKDIR /app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --start-interval=500ms --retries=3 CMD ["/app/service", "healthcheck"]
ENTRYPOINT ["/app/service"]
