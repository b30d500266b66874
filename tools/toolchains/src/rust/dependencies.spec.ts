import { fixture, type Files } from '../testing/fixture.js';
import { rust } from './index.js';

const package_ = (name: string, rest = ''): string => `[package]\nname = "${name}"\n${rest}`;

/** The edges of a workspace, `source -> target kind`. */
function edges(files: Files): readonly string[] {
  const { recognition } = fixture(rust, files, (path) => path.endsWith('Cargo.toml'));
  return recognition.dependencies
    .map(({ source, target, kind, sourceFile }) => `${source} -> ${target} ${kind} ${sourceFile}`)
    .sort();
}

describe('a folder in the place of a third-party package', () => {
  const files: Files = {
    'Cargo.toml':
      '[workspace]\nmembers = ["*"]\n[workspace.dependencies]\nshared = { package = "third", version = "1" }\n[patch.crates-io]\nthird = { path = "third" }\n',
    'direct/Cargo.toml': package_('direct', '[dependencies]\nrenamed = { package = "third", version = "1" }\n'),
    'direct/src/lib.rs': '',
    'inherits/Cargo.toml': package_('inherits', '[dependencies]\nshared.workspace = true\n'),
    'inherits/src/lib.rs': '',
    'through/Cargo.toml': package_('through', '[dependencies]\nabove = "1"\n'),
    'through/src/lib.rs': '',
    'without/Cargo.toml': package_('without', '[dependencies]\nabove = "2"\n'),
    'without/src/lib.rs': '',
    'third/Cargo.toml': package_('third', '[dependencies]\nbelow = { path = "../below" }\n'),
    'third/src/lib.rs': '',
    'below/Cargo.toml': package_('below'),
    'below/src/lib.rs': '',
  };
  const lock = `version = 4

[[package]]
name = "above"
version = "1.0.0"
source = "registry"
dependencies = ["third"]

[[package]]
name = "above"
version = "2.0.0"
source = "registry"

[[package]]
name = "below"
version = "0.0.0"

[[package]]
name = "third"
version = "1.0.0"
dependencies = ["below"]

[[package]]
name = "through"
version = "0.0.0"
dependencies = ["above 1.0.0 (registry)"]

[[package]]
name = "without"
version = "0.0.0"
dependencies = ["above 2.0.0"]
`;

  it('is needed by those that name it', () => {
    expect(edges(files)).toEqual([
      'direct -> third production Cargo.toml',
      'inherits -> third production Cargo.toml',
      'third -> below production third/Cargo.toml',
    ]);
  });

  it('is needed by those that come upon it, as the lock tells, and never by what it needs itself', () => {
    expect(edges({ ...files, 'Cargo.lock': lock })).toEqual([
      'direct -> third production Cargo.toml',
      'inherits -> third production Cargo.toml',
      'third -> below production third/Cargo.toml',
      'through -> third production Cargo.toml',
    ]);
  });

  it('is needed by those that name it where the lock is broken', () => {
    expect(edges({ ...files, 'Cargo.lock': '<<<<<<<' })).toHaveLength(3);
  });
});

it('counts what production needs once, whoever else asks for it', () => {
  const files: Files = {
    'a/Cargo.toml': package_('a', '[dev-dependencies]\nb.path = "../b"\n[build-dependencies]\nb.path = "../b"\n'),
    'a/src/lib.rs': '',
    'b/Cargo.toml': package_('b', '[dev-dependencies]\nb = { path = "." }\n'),
    'b/src/lib.rs': '',
  };
  expect(edges(files)).toEqual(['a -> b production a/Cargo.toml']);
});
