import type { ExecutorContext } from '@nx/devkit';
import { checkServices, composeByName } from '../observe/by-name.js';
import { listContainers } from '../observe/engine.js';
import { inspectContainer } from '../observe/container.js';
import { declaredSecrets, redactorOf } from '../observe/stack-secrets.js';
import { runOnStack, type Ended } from '../run-executor.js';
import type { StackOptions } from '../session.js';
import { isInteractive } from '../terminal/screen.js';

/** Options of `logs` (see schema.json, which describes each). */
export interface LogsOptions extends StackOptions {
  readonly services?: readonly string[];
  readonly follow?: boolean;
  readonly since?: string;
  readonly tail?: string | number;
  readonly timestamps?: boolean;
}

/** Shows what services wrote. Lines pass through us, so that no secret of the stack is among them. */
export default async function logsExecutor(options: LogsOptions, context: ExecutorContext): Promise<Ended> {
  return await runOnStack('logs', options, context, async (session, signal) => {
    const containers = await listContainers(session.composeName);
    checkServices(options.services ?? [], session, containers);
    if (containers.length === 0) {
      console.log(`${session.composeName} is not up`);
      return 0;
    }
    const details = await Promise.all(containers.map(({ id }) => inspectContainer(id)));
    const redact = redactorOf(
      { services: {}, secrets: declaredSecrets(session) },
      session.variables,
      details.filter((detail) => detail !== undefined),
    );
    const args = ['--ansi', isInteractive() ? 'always' : 'never', 'logs', ...logsArguments(options)];
    const show = (line: string): void => {
      console.log(redact(line));
    };
    const outcome = await composeByName(session, args, {
      signal,
      stdio: 'lines',
      onStdoutLine: show,
      onStderrLine: show,
    });
    if (signal.aborted) return options.follow === true ? 0 : 130;
    return outcome.kind === 'exited' ? outcome.exitCode : 1;
  });
}

/** What compose is told. */
export function logsArguments({ services = [], follow, since, tail, timestamps }: LogsOptions): readonly string[] {
  return [
    ...(follow === true ? ['--follow'] : []),
    ...(timestamps === true ? ['--timestamps'] : []),
    ...(since === undefined ? [] : ['--since', since]),
    ...(tail === undefined ? [] : ['--tail', String(tail)]),
    ...services,
  ];
}
