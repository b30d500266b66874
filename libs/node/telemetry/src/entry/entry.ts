import { ConfigurationError, readSettings, type Environment, type Setting, type Settings } from '@observatory/config';
import { probe } from '../health/probe.js';
import { nextSignal, type SignalSource } from '../signals.js';
import { parseArguments } from './arguments.js';
import { type About, usage } from './usage.js';

/** Exit codes of sysexits.h, where there is one for what happened. */
export const EXIT = { ok: 0, failure: 1, usage: 64, configuration: 78 } as const;

type ServiceSchema = Readonly<Record<string, Setting<unknown>>> & { readonly port: Setting<number> };

/** A service as its command line sees it. */
export interface Service<S extends ServiceSchema> extends About {
  readonly settings: S;
  /** Runs until `stop` and resolves to the exit code. Imports the application only then: a probe needs none of it. */
  readonly serve: (settings: Settings<S>, stop: Promise<string>) => Promise<number>;
}

/** What a command line is given by its process. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly signals: SignalSource;
}

/** Does what the arguments say and resolves to the exit code. */
export async function run<S extends ServiceSchema>(service: Service<S>, surroundings: Surroundings): Promise<number> {
  const { args, environment, print, complain, signals } = surroundings;
  const command = parseArguments(args);
  switch (command.kind) {
    case 'help':
      print(usage(service));
      return EXIT.ok;
    case 'version':
      print(`${service.name} ${service.version}\n`);
      return EXIT.ok;
    case 'unknown':
      complain(`${service.name}: unknown argument ${JSON.stringify(command.argument)}\n\n${usage(service)}`);
      return EXIT.usage;
    case 'healthcheck':
      return await configured(service, complain, EXIT.failure, () => checkHealth(service, environment, complain));
    case 'serve':
      return await configured(service, complain, EXIT.configuration, () =>
        // Listens for signals before the application is loaded: PID 1 misses every signal that it has no handler for.
        service.serve(readSettings(service.settings, environment), nextSignal(signals)),
      );
  }
}

/** Runs a service as the whole of this process. */
export async function main<S extends ServiceSchema>(service: Service<S>): Promise<never> {
  const code = await run(service, {
    args: process.argv.slice(2),
    environment: process.env,
    print: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
    signals: process,
  });
  process.exit(code);
}

async function configured(
  { name }: About,
  complain: Surroundings['complain'],
  exitCode: number,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    complain(`${name} cannot start. ${error.message}\nSee ${name} --help.\n`);
    return exitCode;
  }
}

async function checkHealth<S extends ServiceSchema>(
  { name, settings }: Service<S>,
  environment: Environment,
  complain: Surroundings['complain'],
): Promise<number> {
  const { port } = readSettings({ port: settings.port }, environment);
  const result = await probe(port);
  if (result.alive) {
    return EXIT.ok;
  }
  complain(`${name} is not healthy: ${result.reason}\n`);
  return EXIT.failure;
}
