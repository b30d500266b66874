// Writes docs/policy.md from the rules; a test holds the two together.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { renderPage } from './dist/policy/page.js';

const page = fileURLToPath(new URL('../../docs/policy.md', import.meta.url));
writeFileSync(page, await format(renderPage(), { ...(await resolveConfig(page)), filepath: page }));
