export { createDependencies, createNodes, type SlipwayOptions } from './plugin.js';
