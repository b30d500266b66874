import { existsSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, joinPath, sortedUnique } from '@slipway/kit';
import { fixture, REAL_TOOL_TIMEOUT_MS, removeWorkspace, runTool, writeWorkspace } from '../testing/fixture.js';
import { asTable, asTables, asText, asTexts, entriesOf, parseToml, type TomlTable } from '../toml.js';
import { isPythonManifest, uvFiles } from '../testing/python.js';
import { python } from './index.js';

/** What uv says of a workspace: the lock that it writes names every member, and what each needs of the repository. */
async function lockOf(root: string): Promise<TomlTable> {
  const env = { UV_OFFLINE: '1', UV_PYTHON_DOWNLOADS: 'never' };
  await runTool(await findUv(), ['lock', '--project', root], root, env);
  const parsed = parseToml(readFileSync(join(root, 'uv.lock'), 'utf8'), 'uv.lock');
  if (parsed.kind === 'broken') throw new Error(parsed.problem.what);
  return parsed.table;
}

/** The uv on PATH, else one that is installed into a temporary environment which later runs find again. */
async function findUv(): Promise<string> {
  try {
    await runTool('uv', ['--version'], tmpdir());
    return 'uv';
  } catch (error) {
    if (!(error instanceof Error && isMissing(error.cause))) throw error;
  }
  const environment = join(tmpdir(), 'slipway-uv');
  if (!existsSync(environment)) {
    const fresh = mkdtempSync(join(tmpdir(), 'slipway-uv-'));
    await runTool('python3', ['-m', 'venv', fresh], fresh);
    await runTool(join(fresh, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', 'uv'], fresh);
    renameSync(fresh, environment);
  }
  return join(environment, 'bin', 'uv');
}

test(
  'has the members and the edges that uv has',
  async () => {
    const root = writeWorkspace(uvFiles);
    const lock = await lockOf(root);
    removeWorkspace(root);
    const workspace = fixture(python, uvFiles, isPythonManifest);
    const { recognition } = workspace;
    const local = asTables(lock['package']).flatMap((table) => {
      const source = asTable(table['source']);
      const folder = asText(source?.['editable']) ?? asText(source?.['virtual']) ?? asText(source?.['directory']);
      return folder === undefined || folder === '.'
        ? []
        : [{ name: asText(table['name']) ?? '', folder: joinPath(folder), table }];
    });
    const folderOf = new Map(local.map(({ name, folder }) => [name, folder]));
    const edge = (source: string, target: TomlTable, kind: string): string =>
      `${source} -> ${folderOf.get(asText(target['name']) ?? '') ?? '?'} (${kind})`;
    const said = local.flatMap(({ folder, table }) => {
      const production = [table['dependencies'], ...entriesOf(table['optional-dependencies']).map(([, list]) => list)];
      const needed = production.flatMap((list) => asTables(list).map((target) => edge(folder, target, 'production')));
      const groups = entriesOf(table['dev-dependencies']).flatMap(([, list]) => asTables(list));
      const forDevelopment = groups
        .filter((target) => !needed.includes(edge(folder, target, 'production')))
        .map((target) => edge(folder, target, 'development'));
      return [...needed, ...forDevelopment];
    });
    const ours = recognition.dependencies.map(({ source, target, kind }) => `${source} -> ${target} (${kind})`);
    expect(sortedUnique(ours)).toEqual(sortedUnique(said));
    expect(said).toContain('apps/api -> libs/testkit (development)');

    const members = asTexts(asTable(lock['manifest'])?.['members']).map((name) => folderOf.get(name));
    const inWorkspace = recognition.projects.filter(({ applicable }) => applicable.includes('pyproject.toml'));
    expect(sortedUnique(inWorkspace.map((each) => each.root))).toEqual(
      sortedUnique(members.filter((each) => each !== undefined)),
    );
    expect(workspace.project('libs/old').applicable).toEqual([]);
    expect(recognition.projects.flatMap(({ problems }) => problems)).toEqual([]);
  },
  REAL_TOOL_TIMEOUT_MS,
);
