import { parsePnpmPackages } from './pnpm-workspace.js';

describe('parsePnpmPackages', () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a block list',
      'packages:\n  - apps/*\n  - "libs/**"\n  - \'!**/test/**\'\n',
      ['apps/*', 'libs/**', '!**/test/**'],
    ],
    ['a list without indent', 'packages:\n- apps/*\n- libs/*\ncatalog:\n  react: ^19\n', ['apps/*', 'libs/*']],
    ['comments', '# all\npackages: # here\n  # the apps\n  - apps/* # and no others\n\n  - "a#b"\n', ['apps/*', 'a#b']],
    ['a flow list', 'packages: ["apps/*", \'libs/*\', tools/cli] # flow\n', ['apps/*', 'libs/*', 'tools/cli']],
    ['a flow list over lines', 'packages: [\n  "apps/*",\n  libs/*,\n]\n', ['apps/*', 'libs/*']],
    [
      'other keys around it',
      'onlyBuiltDependencies:\n  - esbuild\npackages:\n  - apps/*\noverrides:\n  - x\n',
      ['apps/*'],
    ],
    ['Windows line ends', 'packages:\r\n  - apps/*\r\n', ['apps/*']],
    ['no packages', 'catalog:\n  packages: 1\n', []],
    ['nothing', '', []],
  ];
  it.each(table)('reads %s', (_what, text, expected) => {
    expect(parsePnpmPackages(text)).toEqual(expected);
  });
});
