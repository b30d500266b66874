import { main } from '@observatory/telemetry/entry';
import { about } from './about.js';
import { settings } from './settings.js';

void main({
  ...about,
  settings,
  serve: async (given, stop) => (await import('./serve.js')).serve(given, stop),
});
