import { isInside } from '@slipway/kit';
import { productionFiles, projectFiles } from '../production.js';
import type { ContextFile, PruneRequest, Purpose, RecognisedProject } from '../toolchain.js';
import type { Facts } from './decisions.js';
import { notProduction } from './layout.js';
import type { NodePackage } from './packages.js';
import { TsConfigs } from './tsconfig.js';
import { buildView } from './views.js';

/** The sources of some projects, with their package.json for the build, and the tsconfigs elsewhere that theirs need. */
export function sourceTier(
  projects: readonly RecognisedProject[],
  purpose: Purpose,
  { packages, kept }: Facts,
  { recognition, tree }: PruneRequest,
): readonly ContextFile[] {
  const nested = recognition.projects.map(({ root }) => root);
  const own = projects.flatMap((project) =>
    purpose === 'test'
      ? projectFiles(project.root, tree, nested)
      : productionFiles(project, { notProduction }, tree, nested),
  );
  const configs = new TsConfigs(tree);
  const chain = projects.flatMap(({ root }) => [...configs.chain(root)]);
  const elsewhere = chain.filter((path) => !kept.some(({ folder }) => isInside(path, folder)));
  const manifests = new Set(projects.map(({ manifest }) => manifest));
  const copied = [...new Set([...own, ...elsewhere])].filter((path) => !manifests.has(path));
  return [
    ...projects.flatMap(({ root }) => packages.byFolder.get(root) ?? []).map((entry) => fullManifest(entry, purpose)),
    ...copied.map((path): ContextFile => ({ kind: 'copy', path })),
  ];
}

/** Tests are run by scripts, and what they call is in `devDependencies`: for them the project's own stays as it is. */
function fullManifest({ file, manifest }: NodePackage, purpose: Purpose): ContextFile {
  if (purpose === 'test') return { kind: 'copy', path: file };
  return {
    kind: 'write',
    path: file,
    text: `${JSON.stringify(buildView(manifest.content), undefined, 2)}\n`,
    madeFrom: [file],
  };
}
