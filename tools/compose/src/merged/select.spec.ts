import { modelOf } from '../testing/model.js';
import { checkDependencies, selectServices } from './select.js';

const started = { condition: 'service_started', required: true };
const model = modelOf({
  db: {},
  api: { depends_on: { db: started } },
  admin: { profiles: ['full'], depends_on: { api: started } },
  debug: { profiles: ['tools'] },
});

test('without words all services run that have no profile', () => {
  expect(selectServices(model, { services: [], profiles: [] })).toEqual(['db', 'api']);
});

test('a profile adds its services', () => {
  expect(selectServices(model, { services: [], profiles: ['full'] })).toEqual(['db', 'api', 'admin']);
});

test('a named service brings what it needs, and nothing else; naming it is as good as its profile', () => {
  expect(selectServices(model, { services: ['api'], profiles: [] })).toEqual(['db', 'api']);
  expect(selectServices(model, { services: ['debug'], profiles: [] })).toEqual(['debug']);
});

test('all unknown words are told at once', () => {
  expect(() => selectServices(model, { services: ['apy'], profiles: ['ful'] })).toThrow(
    /"apy"[^]*did you mean "api"[^]*"ful"[^]*did you mean "full"/,
  );
});

test('a circle is told as such', () => {
  const circle = modelOf({
    a: { depends_on: { b: started } },
    b: { depends_on: { c: started } },
    c: { depends_on: { a: started } },
  });
  const place = { file: 'compose.yml', line: 3 };
  expect(checkDependencies(circle, ['a', 'b', 'c'], () => place)).toMatchObject([
    { what: 'services wait for each other in a circle: a -> b -> c -> a', where: place },
  ]);
});

test('what a service needs and nobody starts is told, with the profile that would', () => {
  const lost = modelOf({
    api: { depends_on: { cache: started, extra: started, maybe: { ...started, required: false } } },
    extra: { profiles: ['full'] },
    maybe: { profiles: ['full'] },
  });
  const problems = checkDependencies(lost, ['api'], () => undefined);
  expect(problems.map(({ what }) => what)).toEqual([
    'api depends on "cache", which is no service of this stack',
    'api depends on extra, which only runs with the profile full',
  ]);
  expect(problems[1]?.fix).toContain('--profile=full');
});
