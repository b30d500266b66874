import { integer, optional, secret, serviceSettings, type Settings, text } from '@observatory/config';

export const settings = {
  ...serviceSettings({ port: 4001 }),
  adminToken: secret('ADMIN_TOKEN', { minLength: 16 }),
  mongodbHost: optional(text('MONGODB_HOST'), 'keys are kept in memory'),
  mongodbPort: integer('MONGODB_PORT', { min: 1, max: 65_535, default: 27_017 }),
  mongodbName: text('MONGODB_NAME', { default: 'observatory' }),
  mongodbUser: text('MONGODB_USER', { default: 'observatory' }),
  mongodbPassword: optional(secret('MONGODB_PASSWORD', { minLength: 1 }), 'nobody logs in'),
} as const;

export type AppSettings = Settings<typeof settings>;
