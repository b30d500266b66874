import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UserError } from '@slipway/kit';
import type { SecretOption } from './options.js';
import type { SecretMount } from './plan.js';

/** Where the machines we build on keep the bundle of certificate authorities that they trust. */
const CA_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The network steps of our Dockerfiles carry this mount; those of a user are put after it. */
const MARKER = /^(\s*)(?:RUN\s+)?--mount=type=secret,id=ca,.*\\\s*$/;

/**
 * What the network steps of a build are given from this machine: its bundle of certificate authorities, and the package managers' own
 * configuration where there is some. Only what exists is named, and only by its path: nothing is read here.
 */
export function ambientSecrets(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): readonly SecretMount[] {
  const cargoHome = env['CARGO_HOME'] ?? join(home, '.cargo');
  const bundle = [env['SSL_CERT_FILE'], ...CA_BUNDLES].find((path) => path !== undefined && existsSync(path));
  const files: readonly (readonly [string, string | undefined])[] = [
    ['ca', bundle],
    ['cargo', firstExisting(join(cargoHome, 'config.toml'), join(cargoHome, 'config'))],
    ['cargo-credentials', firstExisting(join(cargoHome, 'credentials.toml'))],
    ['npmrc', firstExisting(env['NPM_CONFIG_USERCONFIG'], join(home, '.npmrc'))],
    ['pip', firstExisting(env['PIP_CONFIG_FILE'], join(home, '.config/pip/pip.conf'), '/etc/pip.conf')],
    ['netrc', firstExisting(env['NETRC'], join(home, '.netrc'))],
    ['apt', firstExisting('/etc/apt/apt.conf.d/99slipway')],
  ];
  const variables = ['GOPROXY', 'GOPRIVATE', 'GONOSUMDB'].filter((name) => (env[name] ?? '') !== '');
  return [
    ...files.flatMap(([id, path]): SecretMount[] =>
      path === undefined ? [] : [{ id, source: { kind: 'file', path } }],
    ),
    ...variables.map((name): SecretMount => ({ id: name, source: { kind: 'env', name } })),
  ];
}

function firstExisting(...paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/**
 * The secrets that a user named, checked: a missing one is told before anything is built.
 * @param root absolute path that relative files start from
 * @throws UserError that names every secret which is missing or is not told apart; never a value
 */
export function namedSecrets(
  options: readonly SecretOption[],
  project: string,
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): readonly SecretMount[] {
  const problems = options.flatMap((option) => {
    const what = secretProblem(option, root, env);
    return what === undefined
      ? []
      : [{ what: `project ${project}: secret "${option.id}" ${what.what}`, fix: what.fix }];
  });
  if (problems.length > 0) throw new UserError(problems);
  return options.map(({ id, env: name, file, target }) => ({
    id,
    target,
    source: name === undefined ? { kind: 'file', path: absolute(file ?? '', root) } : { kind: 'env', name },
  }));
}

function secretProblem(
  { id, env: name, file, target }: SecretOption,
  root: string,
  env: NodeJS.ProcessEnv,
): { what: string; fix: string } | undefined {
  if (!/^[\w.-]+$/.test(id))
    return { what: 'has an id that Docker does not take', fix: 'use letters, digits, and . _ - only' };
  if (!/^(?:\/[\w./-]+|\$[A-Za-z_]\w*)$/.test(target)) {
    return { what: `has the target "${target}"`, fix: 'name an absolute path, or $NAME for an environment variable' };
  }
  if ((name === undefined) === (file === undefined))
    return { what: 'needs one of "env" and "file"', fix: 'name where its value is' };
  if (name !== undefined && env[name] === undefined) {
    return { what: `is in the variable ${name}, which is not set`, fix: `export ${name} before you build` };
  }
  if (file !== undefined && !existsSync(absolute(file, root))) {
    return { what: `is in ${file}, which does not exist`, fix: 'write the file, or name another' };
  }
  return undefined;
}

function absolute(file: string, root: string): string {
  if (file.startsWith('~/')) return join(homedir(), file.slice(2));
  return isAbsolute(file) ? file : join(root, file);
}

/** Gives the network steps of a Dockerfile (those that mount `ca`) the mounts of the secrets that a user named. */
export function insertSecretMounts(dockerfile: string, secrets: readonly SecretMount[]): string {
  const mounts = secrets.flatMap(({ id, target }) => (target === undefined ? [] : [mountOf(id, target)]));
  if (mounts.length === 0) return dockerfile;
  return dockerfile
    .split('\n')
    .flatMap((line) => {
      const indent = MARKER.exec(line)?.[1];
      return indent === undefined
        ? [line]
        : [line, ...mounts.map((mount) => `${indent === '' ? '    ' : indent}${mount} \\`)];
    })
    .join('\n');
}

function mountOf(id: string, target: string): string {
  const place = target.startsWith('$') ? `env=${target.slice(1)}` : `target=${target}`;
  return `--mount=type=secret,id=${id},${place},required=true`;
}
