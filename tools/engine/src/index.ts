export { ensureBaseImages, type BaseImageReport, type EnsureBaseImagesOptions } from './base-images/index.js';
export { ensureEngine, type EngineReport, type EnsureOptions } from './engine/index.js';
