import { fixture, type Files } from '../testing/fixture.js';
import { isPythonManifest } from '../testing/python.js';
import { python } from './index.js';

const manifest = (rest = ''): string => `[project]\nname = "p"\nversion = "1"\n${rest}`;

function commandsOf(files: Files): readonly string[] {
  const workspace = fixture(python, files, isPythonManifest);
  return python
    .commands(workspace.project('p'), workspace.tree)
    .map(({ kind, action, cwd, mode }) =>
      action.kind === 'program' ? `${kind} ${mode}: ${cwd}$ ${action.program} ${action.args.join(' ')}` : kind,
    );
}

const ruff = ['lint task: p$ python -m ruff check', 'fmt change: p$ python -m ruff format'];

test.each<[string, Files, string[]]>([
  ['nothing declared', { 'p/pyproject.toml': manifest() }, []],
  [
    'requirements-dev.txt',
    { 'p/pyproject.toml': manifest(), 'p/requirements-dev.txt': 'Ruff==1\npytest==9\n' },
    [...ruff, 'test task: p$ python -m pytest'],
  ],
  ['a group', { 'p/pyproject.toml': manifest('[dependency-groups]\ndev = ["ruff"]') }, ruff],
  [
    'the uv workspace',
    {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["p"]\n[dependency-groups]\ndev = ["pytest>=9"]',
      'p/pyproject.toml': manifest(),
    },
    ['test task: p$ python -m pytest'],
  ],
  [
    'a workspace of others',
    {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["q"]\n[dependency-groups]\ndev = ["pytest"]',
      'p/pyproject.toml': manifest(),
    },
    [],
  ],
  [
    'poetry',
    { 'p/pyproject.toml': '[tool.poetry]\nname = "p"\n[tool.poetry.group.dev.dependencies]\nruff = "*"' },
    ruff,
  ],
  [
    'tests without pytest',
    { 'p/pyproject.toml': manifest(), 'p/tests/test_a.py': '' },
    ['test task: p$ python -m unittest discover -s tests -t .'],
  ],
  [
    'suites in folders of their own, and a tool that measures',
    {
      'p/pyproject.toml': manifest(),
      'p/requirements-dev.txt': 'pytest==9\npytest-cov==7\npytest-bdd==9\npytest-benchmark==5\n',
      'p/tests/integration/test_a.py': '',
      'p/tests/bdd/test_b.py': '',
      'p/tests/bench/test_c.py': '',
    },
    [
      'test task: p$ python -m pytest --ignore=tests/integration --ignore=tests/bdd --ignore=tests/bench',
      'integration task: p$ python -m pytest tests/integration',
      'bdd task: p$ python -m pytest tests/bdd',
      'bench task: p$ python -m pytest tests/bench --benchmark-only',
      'coverage task: p$ python -m pytest --ignore=tests/integration --ignore=tests/bdd --ignore=tests/bench --cov --cov-branch',
    ],
  ],
  [
    'a package that can be run',
    { 'p/pyproject.toml': manifest('[project.scripts]\nx = "p.cli:main"'), 'p/src/p/__main__.py': '' },
    ['serve server: p$ python -m p'],
  ],
  [
    'a script',
    { 'p/pyproject.toml': manifest('[project.scripts]\np = "p.cli:App.run"') },
    ['serve server: p$ python -c import sys; from p.cli import App; sys.exit(App.run())'],
  ],
  ['a loose program', { 'p/requirements.txt': '', 'p/main.py': '' }, ['serve server: p$ python main.py']],
])('%s', (_, files, expected) => {
  expect(commandsOf(files)).toEqual(expected);
});
