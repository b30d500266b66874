/**
 * Globs of what no image is built of: tests, the leavings and settings of tools, locks that images are not installed from. A module of a
 * package that only begins with `test_` stays: it may be one that the package needs.
 */
export const notProduction: readonly string[] = [
  '**/tests/**',
  'test/**',
  'test_*.py',
  '*_test.py',
  '**/conftest.py',
  'benchmarks/**',
  'examples/**',
  '**/__pycache__/**',
  '**/*.py[cod]',
  '**/*.egg-info/**',
  '{.venv,venv,.tox,.nox,.mypy_cache,.pytest_cache,.ruff_cache,.hypothesis,htmlcov}/**',
  '.coverage*',
  '{README,CHANGELOG,CHANGES,HISTORY,AUTHORS,CONTRIBUTING,COPYING,LICENCE,NOTICE}*',
  'requirements-{dev,develop,development,test,tests,testing,lint,docs,ci,typing,tools}.txt',
  '{dev,test,tests,lint,docs}-requirements.txt',
  '{uv,poetry,pdm}.lock',
  '{tox,pytest,.pytest,mypy,.mypy}.ini',
  '{ruff,.ruff}.toml',
  '{noxfile,tasks,dodo}.py',
  '{.flake8,.pylintrc,.pre-commit-config.yaml,.python-version,pyrightconfig.json}',
];
