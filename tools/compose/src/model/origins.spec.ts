import { stackInMemory } from '../testing/stack.js';
import { descendant, plain, type ModelPath } from './traced.js';

function origins(
  texts: Readonly<Record<string, string>>,
  files?: readonly string[],
  environment?: Record<string, string>,
) {
  const stack = stackInMemory({
    texts,
    ...(files === undefined ? {} : { files }),
    ...(environment === undefined ? {} : { environment }),
  });
  const tell = (origin: { file: string; line: number } | undefined) =>
    origin === undefined ? undefined : `${origin.file}:${String(origin.line)}`;
  return {
    ...stack.origins,
    at: (...path: ModelPath) => tell(stack.originOf(path)),
    definition: (...path: ModelPath) => tell(stack.origins.definitionOf(path)),
    value: (...path: ModelPath) => {
      const node = descendant(stack.origins.tree, path);
      return node === undefined ? undefined : plain(node);
    },
  };
}

test('a later file wins, setting by setting', () => {
  const { at, value, definition } = origins(
    {
      'compose.yml': 'services:\n  api:\n    image: a\n    user: "1"\n    environment:\n      A: 1\n      B: 1\n',
      'prod.yml': 'services:\n  api:\n    user: "2"\n    environment:\n      - B=2\n      - C=3\n',
    },
    ['compose.yml', 'prod.yml'],
  );
  expect(at('services', 'api', 'image')).toBe('compose.yml:3');
  expect(at('services', 'api', 'user')).toBe('prod.yml:3');
  expect(at('services', 'api', 'environment', 'A')).toBe('compose.yml:6');
  expect(at('services', 'api', 'environment', 'B')).toBe('prod.yml:5');
  expect(value('services', 'api', 'environment')).toEqual({ A: 1, B: '2', C: '3' });
  expect(at('services', 'api', 'environment')).toBe('prod.yml:4');
  expect(at('services', 'api')).toBe('prod.yml:2');
  expect(definition('services', 'api')).toBe('compose.yml:2');
});

test('what nobody set is where the service is defined, or in the nearest value around it', () => {
  const { at } = origins(
    {
      'compose.yml': 'services:\n  api:\n    image: a\n    deploy:\n      resources: {}\n',
      'prod.yml': 'services:\n  api:\n    user: "2"\n',
    },
    ['compose.yml', 'prod.yml'],
  );
  expect(at('services', 'api', 'cap_drop')).toBe('compose.yml:2');
  expect(at('services', 'api', 'deploy', 'resources', 'limits', 'memory')).toBe('compose.yml:5');
  expect(at('services', 'nobody', 'image')).toBe('prod.yml:1');
  expect(at('volumes', 'data')).toBeUndefined();
});

test('lists are appended, and what is the same item is replaced where it stands', () => {
  const { at, value } = origins(
    {
      'compose.yml': `services:
  api:
    image: a
    cap_drop: [NET_RAW]
    security_opt: [a:b]
    ports: ["80:80", "81:81"]
    volumes: ["data:/data", "./x:/x"]
    tmpfs: /tmp
`,
      'more.yml': `services:
  api:
    cap_drop: [ALL, NET_RAW]
    security_opt: [a:b]
    ports:
      - { target: 80, published: "80" }
      - "82:82"
    volumes: ["other:/data"]
    tmpfs: [/run]
`,
    },
    ['compose.yml', 'more.yml'],
  );
  expect(value('services', 'api', 'cap_drop')).toEqual(['NET_RAW', 'ALL']);
  expect(at('services', 'api', 'cap_drop', 0)).toBe('more.yml:3');
  expect(value('services', 'api', 'security_opt')).toEqual(['a:b', 'a:b']);
  expect(at('services', 'api', 'ports', 0)).toBe('more.yml:6');
  expect(at('services', 'api', 'ports', 0, 'target')).toBe('more.yml:6');
  expect(at('services', 'api', 'ports', 1)).toBe('compose.yml:6');
  expect(at('services', 'api', 'ports', 2)).toBe('more.yml:7');
  expect(value('services', 'api', 'volumes', 0)).toMatchObject({ source: 'other', target: '/data' });
  expect(value('services', 'api', 'volumes', 1)).toMatchObject({ type: 'bind', source: '/workspace/x' });
  expect(at('services', 'api', 'tmpfs', 0)).toBe('compose.yml:8');
  expect(at('services', 'api', 'tmpfs', 1)).toBe('more.yml:9');
});

test('commands and tests are replaced, drivers of logs keep no options of another', () => {
  const { value } = origins(
    {
      'compose.yml': `services:
  api:
    image: a
    command: [serve, --port, "1"]
    healthcheck: { test: [CMD, a], interval: 1s }
    logging: { driver: syslog, options: { tag: x } }
    depends_on: { db: { condition: service_healthy, restart: true } }
    ulimits: { nofile: { soft: 1, hard: 2 } }
`,
      'more.yml': `services:
  api:
    command: [run]
    healthcheck: { test: [CMD, b] }
    logging: { driver: json-file }
    depends_on: [db, cache]
    ulimits: { nofile: { soft: 3 } }
`,
    },
    ['compose.yml', 'more.yml'],
  );
  expect(value('services', 'api', 'command')).toEqual(['run']);
  expect(value('services', 'api', 'healthcheck')).toEqual({ test: ['CMD', 'b'], interval: '1s' });
  expect(value('services', 'api', 'logging')).toEqual({ driver: 'json-file' });
  expect(value('services', 'api', 'depends_on')).toEqual({
    db: { condition: 'service_started', restart: true, required: true },
    cache: { condition: 'service_started', required: true },
  });
  expect(value('services', 'api', 'ulimits')).toEqual({ nofile: { soft: 3 } });
});

test('a reset takes away and is where the value went; an override starts anew', () => {
  const { at, value } = origins(
    {
      'compose.yml': 'services:\n  api:\n    image: a\n    ports: ["80:80"]\n    cap_drop: [ALL]\n    dns: [1.1.1.1]\n',
      'more.yml': 'services:\n  api:\n    ports: !override ["81:81"]\n    cap_drop: !reset []\n',
    },
    ['compose.yml', 'more.yml'],
  );
  expect(value('services', 'api', 'ports')).toHaveLength(1);
  expect(at('services', 'api', 'ports', 0)).toBe('more.yml:3');
  expect(value('services', 'api', 'cap_drop')).toBeUndefined();
  expect(at('services', 'api', 'cap_drop')).toBe('more.yml:4');
  expect(at('services', 'api', 'dns', 0)).toBe('compose.yml:6');
});

test('an extended service gives what the extending one does not say, over files, folders and chains', () => {
  const { at, value, definition } = origins({
    'compose.yml': `include: [services/api.yml]
`,
    'services/api.yml': `services:
  api:
    extends: { file: ../base/web.yml, service: web }
    image: api
    environment: { B: 2 }
  admin:
    extends: api
    user: "9"
`,
    'base/web.yml': `services:
  web:
    extends: { file: all.yml, service: all }
    read_only: true
    volumes: ["./settings:/settings:ro"]
    environment: { A: 1, B: 1 }
    ports: ["1:1"]
`,
    'base/all.yml': `services:
  all:
    cap_drop: [ALL]
    read_only: false
`,
  });
  expect(at('services', 'api', 'cap_drop')).toBe('base/all.yml:3');
  expect(at('services', 'api', 'read_only')).toBe('base/web.yml:4');
  expect(at('services', 'api', 'environment', 'A')).toBe('base/web.yml:6');
  expect(at('services', 'api', 'environment', 'B')).toBe('services/api.yml:5');
  expect(value('services', 'api', 'volumes', 0)).toMatchObject({ source: '/workspace/base/settings' });
  expect(at('services', 'admin', 'image')).toBe('services/api.yml:4');
  expect(value('services', 'admin', 'ports')).toHaveLength(1);
  expect(value('services', 'admin', 'extends')).toBeUndefined();
  expect(definition('services', 'admin')).toBe('services/api.yml:6');
  expect(at('services', 'admin', 'memory')).toBe('services/api.yml:6');
});

test('a reset in the extending service reaches what it extends', () => {
  const { at, value } = origins({
    'compose.yml':
      'services:\n  api:\n    extends: { file: base.yml, service: web }\n    ports: !reset []\n    user: "1"\n',
    'base.yml': 'services:\n  web:\n    image: a\n    ports: ["1:1"]\n    user: "0"\n',
  });
  expect(value('services', 'api', 'ports')).toBeUndefined();
  expect(at('services', 'api', 'ports')).toBe('compose.yml:4');
  expect(at('services', 'api', 'user')).toBe('compose.yml:5');
});

test('included files have their own folder and their own variables; a later file lies over them', () => {
  const { at, value, missing } = origins(
    {
      'compose.yml':
        'include:\n  - path: shop/compose.yml\n  - { path: [other.yml, patch.yml], env_file: other.env }\n',
      'shop/compose.yml':
        'services:\n  shop:\n    image: shop:${TAG}\n    volumes: ["./data:/data"]\n    env_file: settings.env\n',
      'shop/.env': 'TAG=7\n',
      'shop/settings.env': '# what it needs\nCOLOR=red\nSIZE=1\n',
      'other.yml': 'services:\n  other:\n    image: other:${TAG:-none}\n',
      'patch.yml': 'services:\n  other:\n    user: "${NOBODY}"\n',
      'other.env': 'TAG=8\n',
      'prod.yml': 'services:\n  shop:\n    environment: { SIZE: 2 }\n',
    },
    ['compose.yml', 'prod.yml'],
  );
  expect(value('services', 'shop', 'image')).toBe('shop:7');
  expect(value('services', 'shop', 'volumes', 0)).toMatchObject({ source: '/workspace/shop/data' });
  expect(value('services', 'other', 'image')).toBe('other:8');
  expect(at('services', 'other', 'user')).toBe('patch.yml:3');
  expect(at('services', 'shop', 'environment', 'COLOR')).toBe('shop/settings.env:2');
  expect(at('services', 'shop', 'environment', 'SIZE')).toBe('prod.yml:3');
  expect(missing.map(({ name, where }) => `${name} ${where.file}:${String(where.line)}`)).toEqual([
    'NOBODY patch.yml:3',
  ]);
});

test('a file that is included twice is there once', () => {
  const { value } = origins({
    'compose.yml': 'include: [a.yml, b.yml]\n',
    'a.yml': 'include: [resources.yml]\nservices:\n  a: { image: a }\n',
    'b.yml': 'include: [resources.yml]\nservices:\n  b: { image: b }\n',
    'resources.yml': 'networks:\n  data: { internal: true, ipam: { config: [{ subnet: 10.0.0.0/24 }] } }\n',
  });
  expect(value('networks')).toEqual({ data: { internal: true, ipam: { config: [{ subnet: '10.0.0.0/24' }] } } });
  expect(Object.keys(value('services') as object)).toEqual(['a', 'b']);
});

test('circles of includes and of extended services end', () => {
  const { value } = origins({
    'compose.yml': 'include: [a.yml]\nservices:\n  x: { extends: y, image: x }\n  y: { extends: x }\n',
    'a.yml': 'include: [compose.yml]\nservices:\n  a: { image: a }\n',
  });
  expect(Object.keys(value('services') as object)).toEqual(['a', 'x', 'y']);
});

test('variables come from the shell, then from the env file; a name alone is filled in', () => {
  const { value } = origins(
    {
      'compose.yml':
        'name: Shop 1\nservices:\n  api:\n    image: api:${TAG}\n    container_name: ${COMPOSE_PROJECT_NAME}\n    environment: [TAG, LEVEL, NOTHING]\n',
      '.env': 'TAG=1\nLEVEL=info\n',
    },
    undefined,
    { TAG: '2' },
  );
  expect(value('services', 'api', 'image')).toBe('api:2');
  expect(value('services', 'api', 'container_name')).toBe('shop1');
  expect(value('services', 'api', 'environment')).toEqual({ TAG: '2', LEVEL: 'info', NOTHING: null });
});

test('a variable that is demanded is told with its message and its place', () => {
  const { missing } = origins({ 'compose.yml': 'services:\n  api:\n    image: ${IMAGE:?name an image}\n' });
  expect(missing).toMatchObject([{ name: 'IMAGE', state: 'required', message: 'name an image', where: { line: 3 } }]);
});

test('null in a later file leaves a section alone and a variable to the shell', () => {
  const { value } = origins(
    {
      'compose.yml': 'services:\n  api:\n    image: a\n    labels: { l: 1 }\n    environment: { A: 1 }\n',
      'more.yml': 'services:\n  api:\n    labels:\n    environment: { A: }\n',
    },
    ['compose.yml', 'more.yml'],
    { A: 'shell' },
  );
  expect(value('services', 'api', 'labels')).toEqual({ l: 1 });
  expect(value('services', 'api', 'environment')).toEqual({ A: 'shell' });
});
