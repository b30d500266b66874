export { checkPolicy, type PolicyOptions } from './check.js';
export { noFacts, type Facts, type FileFacts, type ImageFacts } from './facts.js';
export { isFailure, type Finding, type PolicyReport } from './finding.js';
export { gatherFileFacts, gatherImageFacts } from './gather-facts.js';
export { mend } from './mend.js';
export { formatReport, reportToJson } from './report.js';
export { allRules, ruleGroups } from './rules/index.js';
export { reportToSarif } from './sarif.js';
export { parseWaivers, POLICY_FILE, type Waivers } from './waivers.js';
