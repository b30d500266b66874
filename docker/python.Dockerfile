# The image of a Python program: the interpreter, the shared libraries it loads, and a virtual environment, on an empty file system.
# Needs PROJECT, the folder of its package, and the contexts manifests, libraries and application; each can be the repository itself:
#   docker build -f docker/python.Dockerfile --build-arg PROJECT=apps/x \
#     --build-context manifests=. --build-context libraries=. --build-context application=. .
# The folder holds requirements.txt with all third-party packages and their hashes, and perhaps requirements-build.txt with what makes
# packages of the workspace's sources.

FROM python:3.13-slim AS toolchain
WORKDIR /workspace
ARG BUILD_PACKAGES=""
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99slipway,required=false \
    [ -z "$BUILD_PACKAGES" ] || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $BUILD_PACKAGES; }
# With a seed of its own each run would write the sets of compiled modules in another order. What the tools compile of themselves stays
# apart from what is installed.
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore \
    PYTHONHASHSEED=0 PYTHONPYCACHEPREFIX=/var/cache/python
# Answers about the workspace, out of its manifests.
COPY <<'SCRIPT' /usr/local/lib/workspace.py
import os, re, sys, tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path("/workspace")
PROJECT = os.environ.get("PROJECT") or sys.exit("say which package to build: --build-arg PROJECT=apps/x")
if not (ROOT / PROJECT / "pyproject.toml").exists():
    sys.exit(f'there is no {PROJECT}/pyproject.toml in the context "manifests"')


def normalise(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def read(folder):
    tables = tomllib.loads((ROOT / folder / "pyproject.toml").read_text("utf-8"))
    return tables, tables.get("project", {}), tables.get("tool", {}).get("poetry", {})


def name_of(folder):
    _, project, poetry = read(folder)
    return normalise(project.get("name") or poetry.get("name") or folder)


def needs_of(folder):
    _, project, poetry = read(folder)
    extras = [text for extra in project.get("optional-dependencies", {}).values() for text in extra]
    texts = [*project.get("dependencies", []), *extras, *poetry.get("dependencies", {})]
    return {normalise(re.split(r"[^\w.-]", text.strip())[0]) for text in texts}


# The packages of the workspace that the project needs, each after those that it needs itself: what is not pinned comes from here.
def libraries():
    if os.environ.get("LIBRARIES"):
        return os.environ["LIBRARIES"].split()
    lock = ROOT / PROJECT / "requirements.txt"
    pinned = {normalise(name) for name in re.findall(r"(?m)^([\w.-]+)", lock.read_text("utf-8") if lock.exists() else "")}
    elsewhere = re.compile(r"(?:^|/)(?:\..+|build|dist|node_modules|venv)(?:/|$)")
    folders = [str(path.parent.relative_to(ROOT)) for path in sorted(ROOT.rglob("pyproject.toml"))]
    by_name = {name_of(folder): folder for folder in folders if not elsewhere.search(folder)}
    ordered, seen = [], {PROJECT}

    def visit(folder):
        for name in sorted(needs_of(folder) - pinned):
            if name in by_name and by_name[name] not in seen:
                seen.add(by_name[name])
                visit(by_name[name])
                ordered.append(by_name[name])

    visit(PROJECT)
    return ordered


def build_requires():
    systems = [read(folder)[0].get("build-system", {}) for folder in [*libraries(), PROJECT]]
    return sorted({text for system in systems for text in system.get("requires", ["setuptools>=61"])})


# Makes /app/service of the console script BINARY, else of the only one, else of the one that is called like the package. Where there are no
# scripts, packages that can be run stand for them.
def service():
    distribution = metadata.distribution(name_of(PROJECT))
    scripts = [entry.name for entry in distribution.entry_points if entry.group == "console_scripts"]
    modules = {path.parts[0] for path in distribution.files if path.parts[1:] == ("__main__.py",)}
    names = {normalise(name): name for name in scripts or sorted(modules)}
    wanted = normalise(os.environ.get("BINARY") or (min(names) if len(names) == 1 else distribution.name))
    if wanted not in names:
        sys.exit(f"{PROJECT} has no program {wanted}, choose one with --build-arg BINARY=x: {' '.join(names.values())}")
    binary = names[wanted]
    program = Path("/app/venv/bin", binary)
    if not scripts:
        program.write_text(f'#!/app/venv/bin/python\nimport runpy\n\nrunpy.run_module("{binary}", run_name="__main__", alter_sys=True)\n')
        program.chmod(0o755)
    Path("/app/service").symlink_to(program.relative_to("/app"))


answers = {"build-requires": build_requires, "libraries": libraries, "names": lambda: map(name_of, [*libraries(), PROJECT]), "service": service}
print("\n".join(answers[sys.argv[1]]() or []))
SCRIPT
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/workspace
#!/bin/sh
exec /app/venv/bin/python /usr/local/lib/workspace.py "$@"
SCRIPT
# Makes packages of folders and installs them. What makes them is in an environment of its own, which no image gets.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/install-packages
#!/bin/sh
set -eu
[ $# -gt 0 ] || exit 0
# Archives know no time before 1980.
export SOURCE_DATE_EPOCH=315532800
rm -rf /tmp/wheels
cd /workspace
python -m pip --python /opt/build/bin/python wheel --no-deps --no-index --no-build-isolation --check-build-dependencies \
  -w /tmp/wheels $(printf './%s\n' "$@")
python -m pip --python /app/venv/bin/python install --no-deps --no-index --no-compile /tmp/wheels/*.whl
compile-modules
SCRIPT
# Compiles what came since the last time. Such modules are never compared with their sources, whose time in an image means nothing.
COPY --chmod=755 <<'SCRIPT' /usr/local/bin/compile-modules
#!/bin/sh
set -eu
find /app/venv -name '*.py' | sort > /tmp/modules
touch /var/lib/compiled
# A package may carry files that are no Python of this version, as templates are.
comm -13 /var/lib/compiled /tmp/modules | env -u PYTHONPYCACHEPREFIX /app/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash -i - || true
mv /tmp/modules /var/lib/compiled
SCRIPT
# Two environments of the interpreter itself; the command python may be one of a virtual environment, too.
RUN interpreter=$(python -c 'import os, sys; print(os.path.realpath(sys._base_executable))') && \
    "$interpreter" -m venv --without-pip /app/venv && "$interpreter" -m venv --without-pip /opt/build && \
    rm -r /app/venv/bin/activate* /app/venv/bin/Activate* /app/venv/include && rm -f /app/venv/.gitignore
ARG PROJECT
ENV PROJECT=$PROJECT

FROM toolchain AS dependencies
ARG LIBRARIES=""
ENV LIBRARIES=$LIBRARIES
COPY --from=manifests . .
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=pip,target=/etc/pip.conf,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=cache,id=slipway-pip,target=/root/.cache/pip \
    sh -eu <<'SCRIPT'
workspace build-requires > /tmp/build-requires
cd "$PROJECT"
if [ -f requirements-build.txt ]; then
  python -m pip --python /opt/build/bin/python install --require-hashes -r requirements-build.txt
else
  python -m pip --python /opt/build/bin/python install -r /tmp/build-requires
fi
if [ -f requirements.txt ]; then
  # Packages of the workspace are installed from their sources, further down.
  grep -vE '^[[:space:]]*(-e|--editable|\.{0,2}/)' requirements.txt > .requirements.txt || true
  python -m pip --python /app/venv/bin/python install --require-hashes --no-compile -r .requirements.txt
fi
compile-modules
find /app/venv | sort > /var/lib/third-party
SCRIPT

FROM dependencies AS installed-libraries
COPY --from=libraries . .
RUN install-packages $(workspace libraries)

FROM installed-libraries AS sources
COPY --from=application . .

FROM sources AS installed-application
ARG BINARY=""
RUN sh -eu <<'SCRIPT'
install-packages "$PROJECT"
workspace service
# Other packages may not fit each other and work; ours have to get what they ask for.
if python -m pip --python /app/venv/bin/python check | grep -E "^($(workspace names | paste -sd '|')) "; then
  echo "$PROJECT/requirements.txt does not pin this, nor is it a library that $PROJECT takes from the workspace" >&2
  exit 1
fi
SCRIPT

FROM installed-application AS test
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=pip,target=/etc/pip.conf,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=cache,id=slipway-pip,target=/root/.cache/pip \
    for file in "$PROJECT"/requirements-*.txt; do \
      case $file in *-build.txt | *'*'*) ;; *) python -m pip --python /app/venv/bin/python install -r "$file" ;; esac; \
    done
ENV PATH=/app/venv/bin:$PATH
CMD ["sh", "-c", "exec python -m pytest -p no:cacheprovider \"$PROJECT\""]

FROM installed-application AS development
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=ssh,required=false \
    --mount=type=secret,id=pip,target=/etc/pip.conf,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,required=false \
    --mount=type=cache,id=slipway-pip,target=/root/.cache/pip \
    python -m pip --python /opt/build/bin/python install watchfiles==1.3.0
# Sources go before what was installed of them. Reloading is a new start: no package has to know of it.
CMD ["sh", "-c", "PYTHONPATH=$(for f in $(workspace libraries) $PROJECT; do printf '/workspace/%s/src:/workspace/%s:' $f $f; done) exec /opt/build/bin/watchfiles --filter python --sigint-timeout 10 /app/service /workspace"]

# The interpreter and what any program needs around it.
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
  xargs -r realpath -s | sed 's,^/,,' | tar -C / -chf - -T - | tar -C /rootfs -xf -
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
ARG SOURCE_DATE_EPOCH=0
# No secret is mounted here: these are the public certificates of the base image.
RUN sh -eu <<'SCRIPT'
umask 022
interpreter=$(readlink -f /app/venv/bin/python)
library=$("$interpreter" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
{
  echo "$interpreter"
  find "$library" -type d \( -name __pycache__ -o -name test -o -name idlelib -o -name ensurepip -o -name tkinter -o -name turtledemo \
    -o -name pydoc_data -o -name 'config-*' -o -name '*-packages' \) -prune -o \( -type f -o -type l \) \
    ! -name '_test*.so' ! -name '_ctypes_test*' ! -name '*xx[tls]*.so' ! -name sitecustomize.py -print
  find /usr/share/zoneinfo \( -name posix -o -name right \) -prune -o ! -type d -print
  find /etc/ssl/openssl.cnf /etc/ssl/certs/ca-certificates.crt /etc/ld.so.conf /etc/ld.so.conf.d ! -type d
} 2>/dev/null | into-rootfs
env -u PYTHONPYCACHEPREFIX "$interpreter" -m compileall -q --invalidation-mode unchecked-hash -s /rootfs -p / "/rootfs$library"
bundle=/rootfs$("$interpreter" -c 'import ssl; print(ssl.get_default_verify_paths().openssl_cafile)')
[ -e "$bundle" ] || { mkdir -p "$(dirname "$bundle")" && ln -s /etc/ssl/certs/ca-certificates.crt "$bundle"; }
ldconfig -r /rootfs && rm -rf /rootfs/var
mkdir -p /rootfs/app /rootfs/tmp && chmod 1777 /rootfs/tmp
printf 'root:x:0:0:root:/:/sbin/nologin\napp:x:65532:65532:app:/app:/sbin/nologin\n' > /rootfs/etc/passwd
printf 'root:x:0:\napp:x:65532:\n' > /rootfs/etc/group
printf 'hosts: files dns\n' > /rootfs/etc/nsswitch.conf
find /rootfs -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
SCRIPT

FROM dependencies AS third-party
ARG SOURCE_DATE_EPOCH=0
RUN --mount=from=system,source=/usr/local/bin/into-rootfs,target=/usr/local/bin/into-rootfs \
    --mount=from=system,source=/rootfs,target=/system \
    sh -eu <<'SCRIPT'
find /app/venv ! -type d | into-rootfs
# The shared libraries of the interpreter are there already.
cd /rootfs && find . -type f | while read -r file; do [ ! -e "/system/$file" ] || rm "$file"; done
find /rootfs -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
SCRIPT

FROM installed-application AS build
ARG SOURCE_DATE_EPOCH=0
RUN --mount=from=system,source=/usr/local/bin/into-rootfs,target=/usr/local/bin/into-rootfs \
    sh -eu <<'SCRIPT'
find /app ! -type d | sort | comm -13 /var/lib/third-party - > /tmp/files
# Of what describes our packages this is all that can be asked for at run time. The rest tells of readmes, licenses and where a wheel lay.
for metadata in $(grep '\.dist-info/METADATA$' /tmp/files); do
  sed -i -n '/^$/q; /^\(Metadata-Version\|Name\|Version\|Summary\|Requires-[A-Za-z]*\|Provides-Extra\):/p' "$metadata"
done
grep -vE '\.dist-info/(INSTALLER|RECORD|REQUESTED|direct_url\.json|licenses/.*)$' /tmp/files | into-rootfs
find /rootfs -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
SCRIPT

# A layer each for what changes seldom, sometimes and often: an edit of the program is all that has to be pushed and pulled again.
FROM scratch AS production
COPY --link --from=system /rootfs/ /
COPY --link --from=third-party /rootfs/ /
COPY --link --from=build /rootfs/ /
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 65532:65532
WORKDIR /app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --start-interval=500ms --retries=3 CMD ["/app/service", "healthcheck"]
ENTRYPOINT ["/app/service"]
