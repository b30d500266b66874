import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Envelope } from '@cucumber/messages';

/** Writes Messages as one page that needs nothing besides itself. @param path absolute; a page that is there stays whole until this one is */
export async function writeHtml(path: string, envelopes: readonly Envelope[]): Promise<void> {
  // Two megabytes of page, which whoever only counts scenarios need not load.
  const { CucumberHtmlStream } = await import('@cucumber/html-formatter');
  const temporary = `${path}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    await pipeline(Readable.from(envelopes), new CucumberHtmlStream(), createWriteStream(temporary));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
