import { join, posix } from 'node:path';
import { UserError, type Problem } from '@slipway/kit';
import type { RunOutcome } from '@slipway/kit/process';
import { docker } from '@slipway/images/docker';
import { redactor, secretValues } from '../merged/secrets.js';
import { parseMerged } from '../merged/model.js';
import { placeOfComplaint } from '../model/complaint.js';
import { originsOfStack, type StackSession } from '../session.js';

/** What a compose command is about besides the files of the stack. */
export interface ComposeScope {
  /** A generated file that is merged last; absolute. */
  readonly override?: string;
  readonly profiles?: readonly string[];
}

/** The words that stand in front of any compose command for a stack. */
export function composeArguments(session: StackSession, { override, profiles = [] }: ComposeScope = {}): string[] {
  const { workspaceRoot, files, dotenv, composeProject } = session;
  return [
    'compose',
    ...files.flatMap((file) => ['-f', join(workspaceRoot, file)]),
    ...(override === undefined ? [] : ['-f', override]),
    ...dotenv.flatMap((file) => ['--env-file', join(workspaceRoot, file)]),
    ...(composeProject === undefined ? [] : ['-p', composeProject]),
    ...profiles.flatMap((profile) => ['--profile', profile]),
  ];
}

/** The folder that compose is started in. */
export function composeFolder({ workspaceRoot, files }: StackSession): string {
  return join(workspaceRoot, posix.dirname(files[0] ?? '.'));
}

/**
 * The merged configuration of a stack with all its profiles, as data. Consistency is not asked for: what does not fit together is told
 * later, all of it and with places, where compose names the first thing only.
 * @throws UserError with what compose says is wrong, at the place in the files that it means where that is known
 */
export async function readMerged(session: StackSession): Promise<unknown> {
  const args = [...composeArguments(session, { profiles: ['*'] }), 'config', '--no-consistency'];
  const outcome = await docker(args, { cwd: composeFolder(session), env: session.env });
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return parseMerged(outcome.stdout);
  const problem = configProblem(outcome, session);
  // Where a file is no YAML this throws, with the line; compose would quote what stands there, and secrets with it.
  const where = placeOfComplaint(problem.what, originsOfStack(session)) ?? problem.where;
  throw new UserError({ ...problem, ...(where === undefined ? {} : { where }) });
}

function configProblem(outcome: RunOutcome, session: StackSession): Problem {
  const said = outcome.kind === 'not-found' ? '' : outcome.stderr;
  const settings = Object.entries(session.variables).map(([name, value]) => [name, value ?? null] as const);
  const redact = redactor(secretValues(Object.fromEntries(settings)));
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/level=(?:warning|info)/.test(line));
  const what = lines.length === 0 ? `compose gave no configuration (${outcome.kind})` : redact(lines.join('\n'));
  const file = session.files.find((name) => what.includes(name)) ?? session.files[0];
  return {
    what: what.replaceAll(`${session.workspaceRoot}/`, ''),
    ...(file === undefined ? {} : { where: { file } }),
    fix: `see ${['docker compose', ...session.files.map((name) => `-f ${name}`), 'config'].join(' ')}`,
  };
}

/** The version of compose, `2.40.3`; none where docker has no compose plugin. */
export async function readComposeVersion(): Promise<string | undefined> {
  const outcome = await docker(['compose', 'version', '--short']);
  return outcome.kind === 'exited' && outcome.exitCode === 0 ? outcome.stdout.trim().replace(/^v/, '') : undefined;
}
