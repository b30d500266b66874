import type { ExecutorContext } from '@nx/devkit';
import { stringify } from 'yaml';
import { redactData } from '../merged/secrets.js';
import { toModel } from '../merged/model.js';
import { readMerged } from '../observe/compose.js';
import { redactorOf } from '../observe/stack-secrets.js';
import { unsetVariables } from '../preflight/variables.js';
import { runOnStack, type Ended } from '../run-executor.js';
import { originsOfStack, type StackOptions } from '../session.js';

/** Options of `config` (see schema.json, which describes each). */
export interface ConfigOptions extends StackOptions {
  readonly json?: boolean;
}

/** Prints the merged configuration. Secrets are taken out, always: there is no option to leave them in. */
export default async function configExecutor(options: ConfigOptions, context: ExecutorContext): Promise<Ended> {
  return await runOnStack('config', options, context, async (session) => {
    const merged = await readMerged(session);
    const shown = redactData(merged, redactorOf(toModel(merged), session.variables));
    console.log(options.json === true ? JSON.stringify(shown, null, 2) : stringify(shown, { lineWidth: 0 }).trimEnd());
    const unset = unsetVariables(originsOfStack(session).missing).map(({ name }) => name);
    if (unset.length > 0) console.error(`without a value: ${unset.join(', ')}`);
    return 0;
  });
}
