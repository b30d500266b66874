import { joinPath } from '@slipway/kit';
import type { Command, Reader, RecognisedProject } from '../toolchain.js';
import { asTable } from '../toml.js';
import { looseProgram, runnablePackages } from './entries.js';
import { tool } from './manifest.js';
import { Packages } from './packages.js';
import { poetryNames } from './poetry.js';
import { readRequirements, requirementFiles } from './requirement-files.js';
import { pytestSuites } from './suites.js';

/**
 * What can be run for a project, in whatever environment is active. Tools count where the project, or the uv workspace around it, asks for
 * them; from the project's folder they find the settings of the workspace by themselves.
 */
export function commands(project: RecognisedProject, reader: Reader): readonly Command[] {
  const packages = new Packages(reader, [project.root]);
  const tools = declaredNames(project.root, packages);
  const install = installCommand(project.root, packages);
  const python = (
    kind: Command['kind'],
    description: string,
    args: readonly string[],
    mode: Command['mode'] = 'task',
  ): Command => ({
    kind,
    description,
    action: { kind: 'program', program: 'python', args },
    cwd: project.root,
    install,
    outputs: [],
    mode,
  });
  const serve = startArguments(project, reader);
  return [
    ...(tools.has('ruff')
      ? [
          python('lint', 'Checks the sources with Ruff.', ['-m', 'ruff', 'check']),
          python('fmt', 'Formats the sources with Ruff.', ['-m', 'ruff', 'format'], 'change'),
        ]
      : []),
    ...(tools.has('pytest')
      ? pytestSuites(project.root, tools, reader, python)
      : unittestArguments(project.root, reader).map((args) => python('test', 'Runs the unit tests.', args))),
    ...(serve === undefined ? [] : [python('serve', `Runs ${project.name} until it is stopped.`, serve, 'server')]),
  ];
}

function unittestArguments(root: string, reader: Reader): readonly (readonly string[])[] {
  return reader.list(joinPath(root, 'tests')).length > 0
    ? [['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.']]
    : [];
}

function startArguments(project: RecognisedProject, reader: Reader): readonly string[] | undefined {
  const [binary] = project.binaries;
  if (binary === undefined) return undefined;
  const loose = project.manifest.endsWith('requirements.txt') ? looseProgram(project.root, reader) : undefined;
  if (loose !== undefined) return [loose];
  const [runnable, ...others] = runnablePackages(project.root, reader);
  if (runnable !== undefined && others.length === 0) return ['-m', runnable];
  const main = project.binaries.find(({ name }) => name === project.name) ?? binary;
  const [module = '', callable = ''] = main.entry.split(':');
  if (callable === '') return ['-m', module.replace(/\.__main__$/, '')];
  // What pip would write into the script, so that the program need not be installed under its name.
  return ['-c', `import sys; from ${module} import ${callable.split('.')[0] ?? ''}; sys.exit(${callable}())`];
}

/** The names of all packages that a project, or the uv workspace around it, asks for. */
function declaredNames(root: string, packages: Packages): ReadonlySet<string> {
  const workspace = packages.workspaceOf(root)?.root.folder;
  const folders = workspace === undefined ? [root] : [root, workspace];
  return new Set(
    folders.flatMap((folder) => {
      const manifest = packages.manifestIn(folder);
      const poetry = asTable(tool(manifest?.table ?? {}, 'poetry'));
      const files = requirementFiles(folder, packages.reader).map(({ file }) => readRequirements(file, packages));
      return [
        ...(manifest?.requirements ?? []).map(({ name }) => name),
        ...(poetry === undefined ? [] : poetryNames(poetry)),
        ...files.flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'package' ? [entry.name] : []))),
      ];
    }),
  );
}

function installCommand(root: string, packages: Packages): string {
  const activate = 'python3 -m venv .venv && . .venv/bin/activate';
  const manifest = packages.manifestIn(root);
  const files = requirementFiles(root, packages.reader).map(({ file }) => `-r ${file}`);
  const own = manifest?.isProject === true ? ` && pip install --no-deps -e ${root === '.' ? '.' : `./${root}`}` : '';
  if (files.length > 0) return `${activate} && pip install ${files.join(' ')}${own}`;
  if (packages.workspaceOf(root) !== undefined) return 'uv sync --all-packages && . .venv/bin/activate';
  return manifest?.table['tool'] !== undefined && tool(manifest.table, 'poetry') !== undefined
    ? `poetry install --directory ${root}, and activate its environment`
    : `${activate} && pip install -e ./${root}`;
}
