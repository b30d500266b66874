import type { Logger } from './logs/logger.js';

/** Makes a bug that nobody caught a line of the log before it ends the process. */
export function logCrashes(logger: Logger): void {
  // Rejections that nobody handles arrive here too.
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ err: error, origin }, 'crashed');
    process.exit(1);
  });
}
