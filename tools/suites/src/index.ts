export { inferSuites } from './infer.js';
export { reportTargets } from './reports.js';
export {
  parseRecord,
  RECORD_FILE,
  resultsFolder,
  suiteKinds,
  type RunRecord,
  type SuiteKind,
} from './results/record.js';
