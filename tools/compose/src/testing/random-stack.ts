import { randomNumbers } from './random.js';
import type { StackTexts } from './stack.js';

const SERVICES = ['api', 'web', 'db'];
const TEXTS = ['user', 'hostname', 'working_dir', 'domainname', 'stop_signal'];
const LISTS = ['cap_add', 'dns_search', 'group_add', 'tmpfs'];

/**
 * A stack of five files that makes use of include, extends, anchors, merge keys, overrides and resets. Every value in it is a word that
 * stands nowhere else, so that the line that set it can be told by its text.
 */
export function randomStack(seed: number): StackTexts {
  const random = randomNumbers(seed);
  let words = 0;
  const word = (): string => `v${String(seed)}w${String((words += 1))}`;
  const chance = (probability: number): boolean => random() < probability;
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];

  const settings = (indent: string): readonly string[] =>
    [
      ...TEXTS.filter(() => chance(0.4)).map(
        (key) => `${key}: ${pick(['', '"', "'"]).replace(/.*/, (quote) => `${quote}${word()}${quote}`)}`,
      ),
      ...LISTS.filter(() => chance(0.3)).flatMap((key) =>
        chance(0.5) ? [`${key}: [${word()}]`] : [`${key}:`, ...[word(), word()].map((item) => `  - ${item}`)],
      ),
      ...environment(),
      ...(chance(0.3) ? ['healthcheck:', `  test: [CMD, ${word()}]`] : []),
      ...(chance(0.3) ? ['logging:', `  driver: ${word()}`, '  options:', `    tag: ${word()}`] : []),
      ...(chance(0.3) ? ['volumes:', `  - /host/${word()}:/${word()}`] : []),
      ...(chance(0.3) ? ['labels:', `  ${word()}: ${word()}`] : []),
    ].map((line) => `${indent}${line}`);

  const environment = (): readonly string[] => {
    const names = ['A', 'B', 'C'].filter(() => chance(0.5));
    if (names.length === 0) return [];
    const asList = chance(0.5);
    return ['environment:', ...names.map((name) => (asList ? `  - ${name}=${word()}` : `  ${name}: ${word()}`))];
  };

  const service = (name: string, head: readonly string[]): readonly string[] => [
    `  ${name}:`,
    ...head.map((line) => `    ${line}`),
    ...settings('    '),
  ];

  const patch = (name: string): readonly string[] => {
    const lines = settings('    ');
    const resets = TEXTS.filter((key) => chance(0.1) && !lines.some((line) => line.startsWith(`    ${key}:`)));
    const tagged = lines.map((line) =>
      /^ {4}\w+: \[/.test(line) && chance(0.3) ? line.replace(': [', ': !override [') : line,
    );
    const all = [...tagged, ...resets.map((key) => `    ${key}: !reset null`)];
    return all.length === 0 ? [] : [`  ${name}:`, ...all];
  };

  const file = (...lines: readonly string[]): string => `# ${word()}\n${lines.join('\n')}\n`;
  const patches = SERVICES.flatMap(patch);
  return {
    files: ['compose.yml', 'patch.yml'],
    texts: {
      'compose.yml': file('include: [parts/api.yml]', 'services:', ...service('db', [`image: ${word()}`])),
      'parts/api.yml': file(
        'x-shared: &shared',
        `  shm_size: 64m`,
        `  annotations: { ${word()}: ${word()} }`,
        'services:',
        ...service('api', ['extends: { file: ../base/base.yml, service: base }', `image: ${word()}`]),
        ...service('web', ['<<: *shared', 'extends: { service: api }']),
      ),
      'base/base.yml': file('services:', ...service('base', ['extends: { file: root.yml, service: root }'])),
      'base/root.yml': file('services:', ...service('root', [])),
      'patch.yml': patches.length === 0 ? 'services: {}\n' : file('services:', ...patches),
    },
  };
}
