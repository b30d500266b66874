export { composeGlob, inferStacks, type InferredStack } from './infer.js';
export type { Endpoint } from './ports/endpoints.js';
