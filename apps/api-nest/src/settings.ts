import { secret, serviceSettings, type Settings } from '@observatory/config';

export const settings = {
  ...serviceSettings({ port: 4001 }),
  adminToken: secret('ADMIN_TOKEN', { minLength: 16 }),
} as const;

export type AppSettings = Settings<typeof settings>;
