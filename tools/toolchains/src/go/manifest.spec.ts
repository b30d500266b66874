import { REAL_TOOL_TIMEOUT_MS, removeWorkspace, runTool, writeWorkspace } from '../testing/fixture.js';
import { parseGoMod, parseGoWork, shortName } from './manifest.js';

const nastyMod = `// Deprecated: not really.
module "example.com/nasty/v2" // trailing

go 1.26.0

toolchain go1.26.1
godebug default=go1.21

require example.com/single v1.0.0//no blank before this comment
require (
	example.com/block v1.2.3 // indirect
	"example.com/quoted" "v0.0.0-20200101000000-abcdefabcdef"

	// a comment of its own
	example.com/incompatible v2.0.0+incompatible
)
require ()
exclude example.com/block v1.2.4
retract (
	[v1.0.0, v1.1.0] // a range
	v1.2.0
)
tool example.com/block/cmd/tool
ignore ./node_modules

replace example.com/block => ../block
replace (
	example.com/single v1.0.0 => "./with blank/single"
	example.com/quoted => example.com/fork v1.0.1
	example.com/incompatible => ..
)
`;

const nastyWork = `go 1.26
use .
use (
	./a // first
	"./b c"
)
replace example.com/x v1.0.0 => ./x
`;

const withoutPlaces = (items: readonly object[]): object[] =>
  items.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'where')));

test.each([
  ['blocks, quotes, comments', nastyMod],
  ['Windows line ends', nastyMod.replaceAll('\n', '\r\n')],
  ['no line end at the end', nastyMod.trimEnd()],
])(
  'reads what the go command reads: %s',
  async (_, text) => {
    const root = writeWorkspace({ 'go.mod': text });
    const said = JSON.parse(await runTool('go', ['mod', 'edit', '-json'], root)) as GoModJson;
    removeWorkspace(root);

    const mod = parseGoMod(text, 'go.mod');
    expect(mod.problems).toEqual([]);
    expect(mod.module).toBe(said.Module.Path);
    expect(mod.requirements).toEqual(said.Require.map(({ Path, Version }) => ({ path: Path, version: Version })));
    expect(withoutPlaces(mod.replacements)).toEqual(said.Replace.map(toReplacement));
  },
  REAL_TOOL_TIMEOUT_MS,
);

test(
  'reads go.work as the go command does',
  async () => {
    const root = writeWorkspace({ 'go.work': nastyWork });
    const said = JSON.parse(await runTool('go', ['work', 'edit', '-json'], root)) as GoWorkJson;
    removeWorkspace(root);

    const work = parseGoWork(nastyWork, 'go.work');
    expect(work.problems).toEqual([]);
    expect(work.uses.map(({ folder }) => folder)).toEqual(said.Use.map(({ DiskPath }) => DiskPath));
    expect(withoutPlaces(work.replacements)).toEqual(said.Replace.map(toReplacement));
  },
  REAL_TOOL_TIMEOUT_MS,
);

test.each([
  ['block comment', 'module example.com/x\n/* no */\n', { line: 2, column: 1 }],
  ['byte order mark', '\uFEFFmodule example.com/x\n', { line: 1, column: 1 }],
  ['raw string', 'module `example.com/x`\n', { line: 1, column: 1 }],
  ['single quotes', "module example.com/x\nrequire 'example.com/y' v1.0.0\n", { line: 2, column: 1 }],
  ['string over two lines', 'module "example.com/\nx"\n', { line: 1, column: 8 }],
  ['open block', 'module example.com/x\nrequire (\n\texample.com/y v1.0.0\n', { line: 2, column: 1 }],
  ['text after a block', 'module example.com/x\nrequire (\n) x\n', { line: 3, column: 3 }],
  ['block of no type', 'module example.com/x\nrequire all (\n)\n', { line: 2, column: 1 }],
  ['requirement without version', 'module example.com/x\nrequire (\n  example.com/y\n)\n', { line: 3, column: 3 }],
  ['replacement without arrow', 'module example.com/x\nreplace example.com/y ../y\n', { line: 2, column: 1 }],
  [
    'module replaced without version',
    'module example.com/x\nreplace example.com/y => example.com/z\n',
    { line: 2, column: 1 },
  ],
  ['folder with version', 'module example.com/x\nreplace example.com/y => ../y v1.0.0\n', { line: 2, column: 1 }],
])(
  'finds the same fault as the go command, with its place: %s',
  async (_, text, place) => {
    const root = writeWorkspace({ 'go.mod': text });
    const verdict = runTool('go', ['mod', 'edit', '-json'], root);
    await expect(verdict).rejects.toThrow(`go.mod:${String(place.line)}`);
    removeWorkspace(root);

    const [problem] = parseGoMod(text, 'm/go.mod').problems;
    expect(problem?.where).toEqual({ file: 'm/go.mod', ...place });
  },
  REAL_TOOL_TIMEOUT_MS,
);

test('says when no module is named', () => {
  expect(parseGoMod('go 1.26\n', 'm/go.mod').problems).toEqual([
    { what: 'it names no module', where: { file: 'm/go.mod' }, fix: 'go mod edit -module=example.com/name' },
  ]);
});

test.each([
  ['example.com/api', 'api'],
  ['example.com/api/v2', 'api'],
  ['example.com/api/v12', 'api'],
  ['example.com/api/v1', 'v1'],
  ['gopkg.in/yaml.v3', 'yaml'],
  ['api', 'api'],
])('calls the module %s %s', (path, name) => {
  expect(shortName(path)).toBe(name);
});

interface GoModJson {
  readonly Module: { readonly Path: string };
  readonly Require: readonly { readonly Path: string; readonly Version: string }[];
  readonly Replace: readonly GoReplace[];
}

interface GoWorkJson {
  readonly Use: readonly { readonly DiskPath: string }[];
  readonly Replace: readonly GoReplace[];
}

interface GoReplace {
  readonly Old: { readonly Path: string; readonly Version?: string };
  readonly New: { readonly Path: string; readonly Version?: string };
}

function toReplacement({ Old, New }: GoReplace): object {
  return {
    path: Old.Path,
    ...(Old.Version === undefined ? {} : { version: Old.Version }),
    target: New.Version === undefined ? { kind: 'folder', folder: New.Path } : { kind: 'module' },
  };
}
