# The image of a Go program: a static binary on an empty file system.
# Needs PROJECT, the folder of its module, and the contexts manifests, libraries and application; each can be the repository itself:
#   docker build -f docker/go.Dockerfile --build-arg PROJECT=apps/x \
#     --build-context manifests=. --build-context libraries=. --build-context application=. .

FROM golang:1.26 AS toolchain
WORKDIR /workspace
ARG BUILD_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    [ -z "$BUILD_PACKAGES" ] || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $BUILD_PACKAGES; }
# Runs a command in the project's folder. The go command refuses to work in a module that the go.work above it does not use.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/in-project
#!/bin/sh
set -eu
cd "/workspace/${PROJECT:?say which module to build: --build-arg PROJECT=apps/x}"
members=$(go list -m -f '{{.Dir}}')
echo "$members" | grep -qxF "$(pwd -P)" || export GOWORK=off
exec "$@"
SCRIPT
# Prints the package to build: the program BINARY, else the only one, else the one that is called like the module.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/main-package
#!/bin/sh
set -eu
name=${BINARY:-$(GOWORK=off go list -m | sed -E 's,/v[0-9]+$,,; s,.*/,,; s,\.v[0-9]+$,,')}
go list -e -find -f '{{if eq .Name "main"}}{{.Target}} {{.ImportPath}}{{end}}' . $(ls -d ./cmd/*/ 2>/dev/null) |
  awk -v name="$name" -v binary="${BINARY:-}" '
    { count = split($1, path, "/"); names = names " " path[count]; if (path[count] == name && !found) found = $2; last = $2 }
    END {
      if (!found && NR == 1 && !binary) found = last
      if (found) { print found; exit }
      print "there is no program " name ", choose one with --build-arg BINARY=x:" names > "/dev/stderr"
      exit 1
    }'
SCRIPT
ARG CGO_ENABLED=0
ARG GO_TAGS=""
# timetzdata: the empty file system has no time zones, so the binary brings its own.
ENV CGO_ENABLED=$CGO_ENABLED GOTOOLCHAIN=local GOFLAGS="-trimpath -buildvcs=false -tags=timetzdata,$GO_TAGS"
ARG PROJECT
ENV PROJECT=$PROJECT

FROM toolchain AS dependencies
ARG LIBRARIES=""
COPY --from=manifests . .
# The modules are a layer; the cache mount, served to the go command as a proxy of its own, only spares downloading one twice.
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=secret,id=GOPROXY,env=GOPROXY,required=false \
    --mount=type=secret,id=GOPRIVATE,env=GOPRIVATE,required=false \
    --mount=type=secret,id=GONOSUMDB,env=GONOSUMDB,required=false \
    --mount=type=cache,id=slipway-go-modules,target=/var/cache/modules,sharing=locked \
    in-project sh -eu <<'SCRIPT'
export GOPROXY="file:///var/cache/modules,$(go env GOPROXY)"
mkdir -p /go/pkg/mod/cache/download
if [ -f vendor/modules.txt ] || [ -f "$(dirname "$(go env GOWORK)")/vendor/modules.txt" ]; then exit 0; fi
# What the project and its libraries require; all of the workspace may be much more.
for module in "$PROJECT" $LIBRARIES; do go mod edit -print "/workspace/$module/go.mod"; done |
  awk '/^require \(/ { block = 1; next } /^\)/ { block = 0 } block && $1 !~ /^\/\// { print $1 } /^require [^(]/ { print $2 }' |
  sort -u | xargs -r go mod download
cp -Ru /go/pkg/mod/cache/download/. /var/cache/modules/
SCRIPT

FROM dependencies AS compiled-libraries
COPY --from=libraries . .
# Only fills the compiler's cache. A package that the program does not import may not build here; one that it does fails again below.
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=secret,id=GOPROXY,env=GOPROXY,required=false \
    --mount=type=secret,id=GOPRIVATE,env=GOPRIVATE,required=false \
    --mount=type=secret,id=GONOSUMDB,env=GONOSUMDB,required=false \
    --mount=type=cache,id=slipway-go-build,target=/root/.cache/go-build \
    in-project sh -eu <<'SCRIPT'
for library in $LIBRARIES; do
  go build "$(GOWORK=off go -C "/workspace/$library" list -m)/..." || echo "$library: left to the program's own build"
done
SCRIPT

FROM compiled-libraries AS sources
COPY --from=application . .
WORKDIR /workspace/$PROJECT

FROM toolchain AS reloader
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=secret,id=GOPROXY,env=GOPROXY,required=false \
    --mount=type=secret,id=GOPRIVATE,env=GOPRIVATE,required=false \
    --mount=type=secret,id=GONOSUMDB,env=GONOSUMDB,required=false \
    --mount=type=cache,id=slipway-go-build,target=/root/.cache/go-build \
    GOBIN=/usr/local/bin GOMODCACHE=/tmp/modules go install github.com/air-verse/air@v1.67.4

FROM sources AS development
ARG BINARY=""
ENV BINARY=$BINARY
COPY --from=reloader /usr/local/bin/air /usr/local/bin/air
CMD ["in-project", "sh", "-c", "exec air -root /workspace -build.delay 100 -build.send_interrupt true -build.cmd \"go build -o /tmp/service $(main-package)\" -build.bin /tmp/service"]

FROM sources AS test
CMD ["in-project", "go", "test", "./..."]

# What a program needs around it.
FROM toolchain AS system
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
  sed 's,^/,,' | tar -C / -chf - -T - | tar -C /rootfs -xf -
SCRIPT
ARG SYSTEM_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    sh -eu <<'SCRIPT'
[ -n "$SYSTEM_PACKAGES" ] || exit 0
dpkg-query -W -f '${Package}\n' | sort > /tmp/before
apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $SYSTEM_PACKAGES
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

FROM sources AS build
ARG BINARY=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=secret,id=GOPROXY,env=GOPROXY,required=false \
    --mount=type=secret,id=GOPRIVATE,env=GOPRIVATE,required=false \
    --mount=type=secret,id=GONOSUMDB,env=GONOSUMDB,required=false \
    --mount=type=cache,id=slipway-go-build,target=/root/.cache/go-build \
    in-project sh -euc 'package=$(main-package); go build -ldflags="-s -w -buildid=" -o /app/service "$package"'
ARG SOURCE_DATE_EPOCH=0
RUN --mount=from=system,source=/usr/local/bin/into-rootfs,target=/usr/local/bin/into-rootfs \
    --mount=from=system,source=/rootfs,target=/system \
    cp -a /system /rootfs && echo /app/service | into-rootfs && find /rootfs -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +

FROM scratch AS production
COPY --link --from=build /rootfs/ /
USER 65532:65532
WORKDIR /app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --start-interval=500ms --retries=3 CMD ["/app/service", "healthcheck"]
ENTRYPOINT ["/app/service"]
