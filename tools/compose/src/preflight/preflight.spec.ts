import { modelOf } from '../testing/model.js';
import { takenPorts, wantedPorts } from '../ports/plan.js';
import { diskProblems, isOlder, versionProblems } from './machine.js';
import { emulatedArchitectures, platformProblems } from './platform.js';
import { portProblems } from './ports.js';
import { checkSecrets, volumesOfLostSecrets, type FoundFile, type SecretsFacts } from './secrets.js';
import { unsetVariables, variableProblems } from './variables.js';
import { originsOf } from '../model/origins.js';

const place = { file: 'compose.yml', line: 7 };

describe('variables', () => {
  const text = `services:
  a:
    image: "x:\${TAG:?say which}"
    environment: { A: "\${ALPHA}", B: "\${ALPHA}", C: "\${GAMMA:-3}", D: "$$D", E: "\${SET}" }
  later:
    profiles: [full]
    environment: { Z: "\${ZETA}" }
`;
  const { missing } = originsOf({ root: '/w', files: ['compose.yml'], read: () => text, environment: { SET: '1' } });

  test('each is told once, with its first place, what the file says about it, and where to write it', () => {
    expect(variableProblems(unsetVariables(missing), [], '.')).toEqual([
      {
        what: 'the variable TAG is not set: say which',
        where: expect.objectContaining({ file: 'compose.yml', line: 3 }) as object,
        fix: 'write TAG=... into .env',
      },
      {
        what: 'the variable ALPHA is not set',
        where: expect.objectContaining({ file: 'compose.yml', line: 4 }) as object,
        fix: 'write ALPHA=... into .env, or ALPHA= where it is meant to be empty',
      },
      expect.objectContaining({ what: 'the variable ZETA is not set' }),
    ]);
  });

  test('what only a service asks for that does not run does not matter', () => {
    expect(unsetVariables(missing, ['a']).map(({ name }) => name)).toEqual(['TAG', 'ALPHA']);
  });

  test('the file of the environment is where it is written', () => {
    const [problem] = variableProblems(unsetVariables(missing), ['.env', '.env.test'], '.');
    expect(problem?.fix).toBe('write TAG=... into .env.test');
  });
});

describe('secrets', () => {
  const model = modelOf(
    { a: { secrets: [{ source: 'pw' }, { source: 'cert' }, { source: 'key' }], configs: [{ source: 'conf' }] } },
    {
      secrets: {
        pw: { file: '/w/secrets/pw', 'x-slipway': { generate: true } },
        cert: { file: '/w/secrets/cert' },
        key: { environment: 'API_KEY' },
        other: { file: '/w/secrets/other' },
      },
      configs: { conf: { file: '/w/conf' } },
    },
  );
  const check = (found: FoundFile, more: Partial<SecretsFacts> = {}) =>
    checkSecrets({
      model,
      selected: ['a'],
      find: () => found,
      variables: { API_KEY: 'k' },
      display: (file) => file.replace('/w/', ''),
      placeOf: () => place,
      ...more,
    });

  test('what is there is good', () => {
    expect(check('file')).toEqual({ toWrite: [], problems: [] });
  });

  test('a missing one is made up where that may be, and told where not', () => {
    const { toWrite, problems } = check('missing', { environment: 'development' });
    expect(toWrite).toEqual([{ name: 'pw', file: '/w/secrets/pw' }]);
    expect(problems.map(({ what }) => what)).toEqual([
      'the secret "cert" has no file: secrets/cert is missing',
      'the config "conf" has no file: conf is missing',
    ]);
  });

  test.each(['production', 'staging'])('nothing is made up in %s', (environment) => {
    const { toWrite, problems } = check('missing', { environment });
    expect(toWrite).toEqual([]);
    expect(problems[0]).toMatchObject({
      where: place,
      fix: expect.stringContaining(`npx slipway secrets ${environment}`) as string,
    });
  });

  test('an empty one, a folder in its place, and an unset variable are told', () => {
    expect(check('empty').problems[0]?.what).toBe('the secret "pw" is empty: secrets/pw');
    expect(check('folder').problems[0]?.what).toContain('secrets/pw is a folder');
    expect(check('file', { variables: {} }).problems.map(({ what }) => what)).toEqual([
      'the secret "key" comes from the variable API_KEY, which is not set',
    ]);
  });
});

test('a taken port is told with who has it and what to do', () => {
  const model = modelOf({ db: { ports: [{ target: 5432, published: '5432', host_ip: '127.0.0.1' }] } });
  const taken = takenPorts(wantedPorts(model, ['db']), {
    project: 'shop',
    listeners: [],
    reserved: new Map(),
    containers: [
      {
        id: 'i',
        name: 'other-db-1',
        imageId: '',
        state: 'running',
        project: 'other',
        number: 1,
        oneOff: false,
        ports: [{ hostIp: '127.0.0.1', hostPort: 5432, target: 5432, protocol: 'tcp' }],
      },
    ],
  });
  expect(portProblems(taken, () => place)).toEqual([
    {
      what: 'db wants port 127.0.0.1:5432, which the container other-db-1 has (compose project other)',
      where: place,
      fix: 'docker compose -p other down, or let free ports be chosen: --ports=free',
    },
  ]);
});

describe('platforms', () => {
  const engine = { os: 'linux', architecture: 'amd64', emulated: ['arm64'] };
  const ask = (platform: string, from: 'setting' | 'image' = 'setting', on = engine) =>
    platformProblems([{ service: 's', image: 'i:1', platform, from }], on, () => place);

  test.each(['linux/amd64', 'linux/386', 'linux/arm64', 'linux/arm64/v8', 'amd64'])('%s runs', (platform) => {
    expect(ask(platform)).toEqual([]);
  });

  test('what neither runs nor is emulated is told', () => {
    expect(ask('linux/s390x', 'image')).toMatchObject([
      { what: 's runs i:1, which is built for linux/s390x, and this engine runs linux/amd64', where: place },
    ]);
    expect(ask('windows/amd64')[0]?.fix).toContain('choose an engine for windows');
  });

  test('an engine that nobody can look into may emulate all', () => {
    expect(
      platformProblems(
        [{ service: 's', image: '', platform: 'linux/s390x', from: 'image' }],
        { ...engine, emulated: 'unknown' },
        () => place,
      ),
    ).toEqual([]);
  });

  test('emulators are known by their names', () => {
    expect(emulatedArchitectures(['register', 'status', 'qemu-aarch64', 'rosetta', 'python3.13'])).toEqual([
      'arm64',
      'amd64',
    ]);
  });
});

describe('the machine', () => {
  test('an old engine, an old compose, and none are told', () => {
    expect(versionProblems({ engine: '28.5.2+dfsg4', compose: '2.40.3-3' })).toEqual([]);
    expect(versionProblems({ engine: '24.0.7', compose: '2.39.9' }).map(({ what }) => what)).toEqual([
      'the engine is 24.0.7, and 25.0 or newer is needed',
      'compose is 2.39.9, and 2.40 or newer is needed',
    ]);
    expect(versionProblems({ engine: '28.0', compose: undefined })[0]?.what).toBe('docker has no compose plugin');
  });

  test.each([
    ['5.3.0', '2.40', false],
    ['2.40.0', '2.40', false],
    ['2.5', '2.40', true],
    ['dev', '2.40', false],
  ])('%s is older than %s: %s', (version, than, expected) => {
    expect(isOlder(version, than)).toBe(expected);
  });

  test('a disk with too little room is told, one of another machine is not known', () => {
    expect(diskProblems({ folder: '/var/lib/docker', bytes: 3e8 }, 1e9)[0]?.what).toBe(
      'the disk of the engine (/var/lib/docker) is nearly full: 300 MB free, 1.00 GB wanted',
    );
    expect(diskProblems(undefined, 1e9)).toEqual([]);
  });
});

describe('data of a store whose secret is gone', () => {
  const model = modelOf(
    {
      db: { secrets: [{ source: 'pw' }], volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
      api: { secrets: [{ source: 'pw' }] },
      files: { volumes: [{ type: 'volume', source: 'files', target: '/files' }] },
    },
    { volumes: { data: { name: 'shop_data' }, files: { name: 'shop_files' } } },
  );
  const check = (volumes: readonly string[], toWrite = [{ name: 'pw', file: '/w/secrets/pw' }]): readonly string[] =>
    volumesOfLostSecrets(model, { toWrite, selected: ['db', 'api', 'files'], volumes }).map(({ what }) => what);

  test('is told with its volume and the secret, of the service that has both', () => {
    expect(check(['shop_data', 'shop_files'])).toEqual([
      'db has data in shop_data, from a start with another pw, of which this checkout has no file',
    ]);
  });

  test('is none where the volume is not there yet, or no secret is made up', () => {
    expect(check(['shop_files'])).toEqual([]);
    expect(check(['shop_data'], [])).toEqual([]);
  });
});
