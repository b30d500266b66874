export { closure } from './closure.js';
export { diskReader, diskTree } from './disk.js';
export { neededProjects, sourceInputs } from './inputs.js';
export { inferProjects, manifestGlob, recogniseFiles, type SlipwayMetadata, type ToolchainsOptions } from './plugin.js';
export { neverProduction, productionExcludes, productionFiles, projectFiles } from './production.js';
export { commandKinds, resultFormats } from './toolchain.js';
export type {
  Binary,
  Command,
  CommandKind,
  ContextFile,
  Dependency,
  FileTree,
  PackageManager,
  PrunePlan,
  PruneRequest,
  Purpose,
  Reader,
  Recognition,
  Reporting,
  ResultFormat,
  RecognisedProject,
  Toolchain,
} from './toolchain.js';
export { recogniseWorkspace, type RecognisedWorkspace, type WorkspaceProject } from './workspace.js';
