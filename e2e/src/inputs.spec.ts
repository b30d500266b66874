import { copyRepository, services, type Workspace } from './workspace.js';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await copyRepository('inputs');
});
afterAll(() => workspace.dispose());

interface DryRun {
  readonly context: {
    readonly files: Readonly<
      Record<string, readonly { readonly path: string; readonly madeFrom: readonly string[] }[]>
    >;
  };
}

test.each([...services])(
  'the contexts of %s hold nothing that is not an input of its task, and tests are no inputs',
  async (name) => {
    const shown = await workspace.nx(['show', 'target', 'inputs', `${name}:docker-build`, '--json']);
    const inputs = new Set(filesIn(JSON.parse(jsonIn(shown.output))));
    const planned = await workspace.nx(['docker-build', name, '--dry-run', '--json']);
    const plans = JSON.parse(jsonIn(planned.output)) as readonly DryRun[];
    const files = plans.flatMap(({ context }) =>
      Object.values(context.files)
        .flat()
        .flatMap(({ madeFrom }) => madeFrom),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((path) => !inputs.has(path))).toEqual([]);
    expect(
      [...inputs].filter((path) =>
        /^(?:apps|libs\/\w+)\/[\w-]+\/tests?\/|_test\.go$|\.spec\.ts$|README\.md$/.test(path),
      ),
    ).toEqual([]);
  },
);

/** Nx prints lines of its own around what a command prints. */
function jsonIn(output: string): string {
  const lines = output.split('\n');
  const start = lines.findIndex((line) => /^[[{]/.test(line));
  const close = lines[start]?.startsWith('[') === true ? ']' : '}';
  const sameLine = lines[start]?.endsWith(close) === true && lines[start].length > 1;
  const end = sameLine ? start : lines.findIndex((line, index) => index > start && line === close);
  return lines.slice(start, end + 1).join('\n');
}

function filesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(filesIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesIn) : [];
}
