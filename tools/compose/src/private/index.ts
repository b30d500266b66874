export { findProjectOfImage } from '../edges.js';
export type { Model } from '../merged/model.js';
export { selectServices } from '../merged/select.js';
export type { Endpoint } from '../ports/endpoints.js';
export { removeLeftovers } from './leftovers.js';
export { privateFolder } from './place.js';
export { preparePrivateStack, type PreparedStack, type PrivateStackRequest } from './prepare.js';
export { startPrivateStack, type PrivateStack, type PrivateStart } from './start.js';
