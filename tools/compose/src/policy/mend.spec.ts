import { productionFacts, productionStack } from '../testing/production-stack.js';
import { stackInMemory } from '../testing/stack.js';
import { checkPolicy } from './check.js';
import { mend } from './mend.js';

/** Mends what production has against these files. @returns the files that changed, and what is left */
function mended(texts: Readonly<Record<string, string>>, environment = 'production') {
  const options = { environment, facts: productionFacts, today: '2026-11-21' };
  const stack = stackInMemory({ texts });
  const { findings } = checkPolicy(stack, options);
  const { files, mended: gone } = mend(findings, stack, (file) => texts[file]);
  const after = stackInMemory({ texts: { ...texts, ...Object.fromEntries(files) } });
  const left = checkPolicy(after, options).findings.map(({ rule, service }) => `${rule} ${service ?? ''}`);
  return { files: Object.fromEntries(files), mended: gone.map(({ rule }) => rule), left };
}

test('adds what is missing and changes nothing else', () => {
  const { files, left } = mended({
    'compose.yml': `# the shop
services:
  # takes orders
  api:
    image: shop/api:1.4   # ours

    environment: { LEVEL: info }
    security_opt:
      - seccomp:./profile.json # as small as can be
`,
  });
  expect(files['compose.yml']).toBe(`# the shop
services:
  # takes orders
  api:
    image: shop/api:1.4   # ours

    environment: { LEVEL: info }
    logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }
    restart: unless-stopped
    security_opt:
      - seccomp:./profile.json # as small as can be
      - no-new-privileges:true
`);
  expect(left).not.toContain('no-new-privileges api');
  expect(left).not.toContain('log-rotation api');
  expect(left).not.toContain('restart-policy api');
});

test('binds ports to the loopback address, with the quotes that they need', () => {
  const { files, mended: rules } = mended(
    {
      'compose.yml': `services:
  api:
    image: shop/api:1.4
    ports:
      - 8080:80 # the page
      - '9090-9091:90-91/udp'
      - "\${PORT:-1}:1"
      - { target: 3, published: 3 }
`,
    },
    'development',
  );
  expect(files['compose.yml']).toBe(`services:
  api:
    image: shop/api:1.4
    ports:
      - "127.0.0.1:8080:80" # the page
      - "127.0.0.1:9090-9091:90-91/udp"
      - "\${PORT:-1}:1"
      - { target: 3, published: 3 }
`);
  expect(rules.every((rule) => rule === 'loopback-ports')).toBe(true);
});

test('what is shared by an anchor or an extended service is left to its author', () => {
  const texts = {
    'compose.yml': `x-service: &service
  image: shop/api:1.4
  ports: ["80:80"]
services:
  a: *service
  b:
    extends: { file: base.yml, service: base }
`,
    'base.yml': `services:
  base:
    image: shop/api:1.4
    ports: ["81:81"]
`,
  };
  const { files } = mended(texts, 'development');
  expect(files).toEqual({});
});

test('a list in one line and a service without whole lines are met as well', () => {
  const { files } = mended({
    'compose.yml': `services:
  api:
    security_opt: [seccomp:./x.json]
    logging:
      driver: local
    restart: always
    image: shop/api:1.4
  web:
    labels:
      a: b
    image: |
      shop/api:1.4
    logging:
      driver: local
    restart: always
`.replace('    image: |\n      shop/api:1.4\n', ''),
  });
  expect(files['compose.yml']).toContain('    security_opt: [seccomp:./x.json, no-new-privileges:true]\n');
  expect(files['compose.yml']).toContain('    restart: always\n    security_opt: [no-new-privileges:true]\n');
});

test('the lines of a file end as they did', () => {
  const lines = (text: string): readonly string[] => text.split(/(?<=\n)/);
  const text = [
    'services:',
    '  api:',
    '    image: shop/api:1.4 # ours',
    '    security_opt:',
    '      - seccomp:./profile.json',
    '    ports:',
    '      - 8080:80',
    '  web:',
    '    labels:',
    '      a: b',
    '    logging:',
    '      driver: local',
    '',
  ].join('\r\n');
  const { files } = mended({ 'compose.yml': text });
  const after = lines(files['compose.yml'] ?? '');
  expect(after).toContain('      - no-new-privileges:true\r\n');
  expect(after).toContain('    restart: unless-stopped\r\n');
  expect(after.filter((line) => !line.endsWith('\r\n'))).toEqual([]);
  expect(after.join('')).not.toContain('\r\r');
});

test('a decision that is written down stays', () => {
  const text =
    'services:\n  api:\n    image: shop/api:1.4\n    security_opt: [no-new-privileges:false]\n    restart: "no"\n';
  expect(mended({ 'compose.yml': text }).mended).toEqual(['log-rotation']);
});

test('the good stack needs nothing', () => {
  const stack = stackInMemory(productionStack);
  const { findings } = checkPolicy(stack, { environment: 'production', facts: productionFacts, today: '2026-11-21' });
  expect(mend(findings, stack, (file) => productionStack.texts[file]).files.size).toBe(0);
});
