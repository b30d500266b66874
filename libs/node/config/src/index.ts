export { Secret } from './secret.js';
export { ConfigurationError, type Problem } from './problems.js';
export { readSettings, type Settings, type SettingsSchema } from './settings.js';
export { describeSettings } from './describe.js';
export { choice, duration, flag, integer, list, secret, text, url } from './kinds.js';
export { serviceSettings, LOG_LEVELS, type LogLevel, type ServiceSettings } from './service.js';
export { optional, type Setting } from './setting.js';
export type { Environment } from './source.js';
