import type { Files } from './fixture.js';

/** The program's third-party packages, as a lock. */
export const requirements = `iniconfig==2.3.1 \\
    --hash=sha256:67f4b9c50da0dedf52af349e7749a80a9057a5031199791b906c3bb3ae878960 \\
    --hash=sha256:9121e2c1fdb355232495be3194c8dfe87ccc2d5dee45947b78e68f499790d7a7
`;

/** What builds the packages of the repository. */
export const buildRequirements = `flit-core==4.2.0 \\
    --hash=sha256:2bee22dc8ba89c2e35b4e1ad575e596aac945c85672dd8f3cad21b629036e044 \\
    --hash=sha256:84e4e4d8fdd45ba2613800a3ebc6834de26d47ec9746efc3719f94181137b460
setuptools==84.2.1 \\
    --hash=sha256:3ff8b3b5492a0aa66960f4419365a86b84e013070d4313e4d4a6894f5d64d6bc \\
    --hash=sha256:ca140b45d5325a9478f880e351484f62fef15f336462e449ca0c03c873d589c2
`;

/** A program with two libraries of the repository, whose build backends demand documents, and take versions from sources and files. */
export const imageFiles: Files = {
  'pyproject.toml':
    '[tool.uv.workspace]\nmembers = ["apps/*", "libs/*"]\n[tool.pytest.ini_options]\nminversion = "8"\n',
  'apps/api/pyproject.toml': `[project]
name = "api"
version = "0.1.0"
readme = "README.rst"
license = { file = "COPYING" }
dependencies = ["iniconfig", "telemetry"]
[project.scripts]
api = "api.cli:main"
[dependency-groups]
dev = ["pytest", "testkit"]
[tool.uv.sources]
telemetry = { workspace = true }
testkit = { workspace = true }
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[tool.setuptools.packages.find]
where = ["src"]
`,
  'apps/api/requirements.txt': requirements,
  'apps/api/requirements-build.txt': buildRequirements,
  'apps/api/requirements-dev.txt': 'pytest==9.0.0\n',
  'apps/api/README.rst': 'Api\n===\n',
  'apps/api/COPYING': 'Do as you like.\n',
  'apps/api/src/api/__init__.py': '',
  'apps/api/src/api/cli.py': `from iniconfig import IniConfig
from telemetry import describe


def main() -> None:
    print(describe(IniConfig("x", "[a]\\nname = api")["a"]["name"]))
`,
  'apps/api/src/api/__pycache__/cli.cpython-313.pyc': '',
  'apps/api/tests/test_api.py': 'import api\n',
  'apps/api/tests/conftest.py': '',
  'libs/telemetry/pyproject.toml': `[project]
name = "telemetry"
description = "Levels."
dynamic = ["version", "readme"]
dependencies = ["config"]
[tool.uv.sources]
config = { workspace = true }
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[tool.setuptools.dynamic]
version = { file = "VERSION" }
readme = { file = ["README.md", "CHANGELOG.md"] }
[tool.setuptools.packages.find]
where = ["src"]
[tool.setuptools.package-data]
telemetry = ["data/*.json"]
`,
  'libs/telemetry/VERSION': '3.2.1\n',
  'libs/telemetry/README.md': '# Telemetry\n',
  'libs/telemetry/CHANGELOG.md': '',
  'libs/telemetry/src/telemetry/__init__.py': `import json
from importlib.metadata import version
from importlib.resources import files

import config


def describe(name: str) -> str:
    levels = json.loads((files(__package__) / "data" / "levels.json").read_text())
    return f"{levels[config.LEVEL]} {version('telemetry')} from {name}"
`,
  'libs/telemetry/src/telemetry/data/levels.json': '{"low": "debug"}',
  'libs/config/pyproject.toml': `[project]
name = "config"
dynamic = ["version", "description"]
readme = { file = "README.md", content-type = "text/markdown" }
license = "MIT"
license-files = ["LICENSE"]
[build-system]
requires = ["flit_core>=3.11"]
build-backend = "flit_core.buildapi"
[tool.ruff]
line-length = 100
`,
  'libs/config/README.md': '# Config\n',
  'libs/config/LICENSE': 'MIT\n',
  'libs/config/config/__init__.py': '"""Settings."""\n\n__version__ = "2.0.0"\nLEVEL = "low"\n',
  'libs/config/config/py.typed': '',
  'libs/config/tests/test_config.py': 'import config\n',
  'libs/testkit/pyproject.toml': `[project]
name = "testkit"
version = "1"
[build-system]
requires = ["flit_core>=3.11"]
build-backend = "flit_core.buildapi"
`,
  'libs/testkit/testkit.py': '"""Helps tests."""\n',
};
