import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPlace, UserError } from '@slipway/kit';
import { openStackIn } from '../session.js';
import { readMerged } from './compose.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-refused-'));
mkdirSync(join(root, 'parts'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const api = (setting: string): string => `services:\n  api:\n    image: a\n    ${setting}\n`;

// What docker compose itself says, so that a new version which says it otherwise is noticed.
test.each([
  ['an unknown setting', api('prots: [1]'), 4],
  ['a wrong time', api('stop_grace_period: soon'), 4],
  ['a wrong time in a map', api('healthcheck:\n      interval: soon'), 5],
  ['a wrong size', api('mem_limit: lots'), 4],
  ['a wrong port', api('ports:\n      - 80:80\n      - 99999:81'), 6],
  ['a wrong word', api('depends_on:\n      db: { condition: well }'), 5],
  ['a wrong item of what is a map in the end', api('environment:\n      - A=1\n      - 5'), 4],
  ['a service that is none', 'services:\n  web: { image: a }\n  api: 5\n', 3],
  ['a variable that has to be set', api('user: ${SLIPWAY_TEST_NOWHERE:?}'), 4],
  ['a variable that is not closed', api('user: ${A'), 4],
  ['a base that is not there', 'services:\n  api:\n    extends: { service: nope }\n', 2],
  ['no YAML', api('user: [1'), 5],
])('%s is told with its line', async (_what, text, line) => {
  writeFileSync(join(root, 'compose.yml'), 'include: [parts/api.yml]\n');
  writeFileSync(join(root, 'parts/api.yml'), text);
  const session = openStackIn('.', 'stack', {}, { root, nxJsonConfiguration: {} });
  const error = await readMerged(session).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const [where] = error instanceof UserError ? error.problems.map((problem) => problem.where) : [];
  expect(where === undefined ? error : formatPlace({ file: where.file, line: where.line ?? 0 })).toBe(
    `parts/api.yml:${String(line)}`,
  );
});
