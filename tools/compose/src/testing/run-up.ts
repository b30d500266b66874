import { openStackIn } from '../session.js';
import { readSettings } from '../up/options.js';
import { up } from '../up/up.js';

/** Brings the stack of a folder up in a process of its own, so that a test can end that in whatever way it likes. */
const root = process.argv[2] ?? '.';
const context = {
  root,
  cwd: root,
  isVerbose: false,
  projectName: 'stack',
  projectGraph: { nodes: {}, dependencies: {} },
  projectsConfigurations: { version: 2, projects: { stack: { root: '.' } } },
  nxJsonConfiguration: {},
};
const { kind } = await up({
  session: openStackIn('.', 'stack', {}, context),
  settings: readSettings({}),
  context,
  say: (line) => {
    console.log(line);
  },
  signal: new AbortController().signal,
});
console.log(kind);
