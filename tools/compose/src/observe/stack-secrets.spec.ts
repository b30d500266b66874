import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStackIn } from '../session.js';
import { declaredSecrets, redactorOf } from './stack-secrets.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-secrets-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

test('secrets are known by the files alone, included ones too, whatever else is wrong with those', () => {
  const files = {
    'compose.yml': `include: [parts/more.yml]
services: { api: { image: '\${NOWHERE_SET:?}' } }
secrets:
  door: { environment: SLIPWAY_TEST_DOOR }
`,
    'parts/more.yml': 'secrets:\n  chest: { file: "./${CHEST:-chest}" }\n  other: { external: true }\n',
    'parts/chest': 'from a file',
    '.env': 'SLIPWAY_TEST_DOOR=from a variable\n',
  };
  mkdirSync(join(root, 'parts'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const session = openStackIn('.', 'stack', {}, { root, nxJsonConfiguration: {} });
  const secrets = declaredSecrets(session);
  expect(secrets).toEqual({
    door: { environment: 'SLIPWAY_TEST_DOOR' },
    chest: { file: join(root, 'parts/chest') },
    other: {},
  });
  const redact = redactorOf({ services: {}, secrets }, session.variables);
  expect(redact('opened: from a variable, from a file, from nowhere')).toBe(
    'opened: [redacted], [redacted], from nowhere',
  );
});
