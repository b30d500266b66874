export { canonicalJson, hasErrorCode, isMissing, readIfPresent, sha256, writeAtomically } from './files.js';
export { interruptible } from './interrupt.js';
export { isInside, joinPath, leavesWorkspace, relativeTo } from './paths.js';
export { describeError, formatPlace, formatProblem, UserError, type Place, type Problem } from './user-error.js';
export { byCodeUnit, isRecord, sortedUnique, unreachable } from './values.js';
