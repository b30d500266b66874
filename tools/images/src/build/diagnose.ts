import { type Problem } from '@slipway/kit';
import type { Step } from './progress.js';

/** What a build's log says in its own words, and what that means for whoever reads it. */
interface Symptom {
  readonly pattern: RegExp;
  readonly problem: (match: RegExpExecArray) => Problem;
}

const symptoms: readonly Symptom[] = [
  {
    pattern: /Cargo\.lock is out of date|the lock file .*Cargo\.lock needs to be updated|cannot update the lock file/,
    problem: () => ({
      what: 'Cargo.lock does not fit the manifests',
      where: { file: 'Cargo.lock' },
      fix: 'run `cargo update --workspace` and commit Cargo.lock',
    }),
  },
  {
    pattern: /`npm ci` can only install packages when your package\.json and package-lock\.json/,
    problem: () => ({
      what: 'package-lock.json does not fit the manifests',
      where: { file: 'package-lock.json' },
      fix: 'run `npm install` and commit package-lock.json',
    }),
  },
  {
    pattern: /missing go\.sum entry for[^\n]*|updates to go\.mod needed[^\n]*|go\.sum: no such file/,
    problem: ([text]) => ({
      what: `go.mod and go.sum do not fit together (${text})`,
      where: { file: 'go.sum' },
      fix: 'run `go mod tidy` in the module and commit go.mod and go.sum',
    }),
  },
  {
    pattern: /THESE PACKAGES DO NOT MATCH THE HASHES|Hashes are required in --require-hashes mode/,
    problem: () => ({
      what: 'requirements.txt lacks a hash, or has one that does not fit',
      where: { file: 'requirements.txt' },
      fix: 'write it anew with `uv pip compile --generate-hashes` (see the README of the project)',
    }),
  },
  {
    pattern:
      /x509: certificate signed by unknown authority|unable to get local issuer certificate|CERTIFICATE_VERIFY_FAILED|self.signed certificate in certificate chain/i,
    problem: () => ({
      what: 'a server was reached whose certificate is not trusted inside the build',
      fix: "have your proxy's certificate in this machine's bundle (update-ca-certificates), or name a bundle in SSL_CERT_FILE",
    }),
  },
  {
    pattern: /no space left on device/i,
    problem: () => ({ what: 'the disk of the engine is full', fix: 'docker buildx prune, docker image prune' }),
  },
];

/**
 * Says why a build failed: the failed step with its place in the Dockerfile, and for what is known to go wrong also what to do.
 * @param said what the client printed beside the progress
 */
export function diagnose(
  project: string,
  dockerfile: string,
  steps: readonly Step[],
  said: string,
): readonly Problem[] {
  const log = `${steps.map((step) => step.log).join('\n')}\n${said}`;
  const known = symptoms.flatMap(({ pattern, problem }) => {
    const match = pattern.exec(log);
    return match === null ? [] : [problem(match)];
  });
  const missing = missingFile(steps, said);
  const line = dockerfileLine(said);
  const [step] = steps;
  const general: Problem = {
    what:
      step === undefined
        ? `${project} was not built: ${lastLine(said)}`
        : `${project}: ${shorten(step.name)} failed (${reasonOf(step)})`,
    ...(line === undefined ? {} : { where: { file: dockerfile, line } }),
  };
  if (isCutOff(steps, said)) known.push(engineGone);
  return [general, ...known, ...(missing === undefined ? [] : [{ ...missing, what: `${project}: ${missing.what}` }])];
}

const engineGone: Problem = {
  what: 'the engine went away while it was building',
  fix: 'see that it answers (`npx slipway doctor`), then run again: the steps that were finished are in its cache',
};

/** No step failed by itself, and what the client says last is that its line to the engine broke. */
function isCutOff(steps: readonly Step[], said: string): boolean {
  const broken =
    /error reading from server|connection reset|broken pipe|connection refused|unexpected EOF|: EOF\b|Cannot connect to the Docker daemon/i;
  return broken.test(said) && steps.every(({ error }) => error?.includes('exit code: ') !== true);
}

function missingFile(steps: readonly Step[], said: string): Problem | undefined {
  const match = /"?([^\s":]+)"?: not found/.exec(`${steps.map(({ error }) => error ?? '').join('\n')}\n${said}`);
  if (match?.[1]?.startsWith('/') !== true) return undefined;
  return {
    what: `a COPY names ${match[1].slice(1)}, which the context does not hold`,
    fix: 'a context holds the production files of the project and of what it depends on: declare the dependency in the manifest, or name the file in the option "include"',
  };
}

/** The client shows where: `docker/rust.Dockerfile:42`, or `Dockerfile:42`, on a line of its own. */
function dockerfileLine(said: string): number | undefined {
  const match = /^\s*\S*Dockerfile\S*?:(\d+)\s*$/m.exec(said);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function shorten(name: string): string {
  const plain = name.replaceAll(/--mount=\S+\s+/g, '').replaceAll(/\s+/g, ' ');
  return plain.length > 160 ? `${plain.slice(0, 157)}...` : plain;
}

function reasonOf({ error }: Step): string {
  const exit = /exit code: (\d+)/.exec(error ?? '')?.[1];
  return exit === undefined ? (error ?? 'no reason given') : `exit code ${exit}`;
}

function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .at(-1)
      ?.trim() ?? 'the builder said nothing'
  );
}
