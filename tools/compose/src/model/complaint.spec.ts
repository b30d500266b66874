import { stackInMemory } from '../testing/stack.js';
import { placeOfComplaint } from './complaint.js';

const { origins } = stackInMemory({
  texts: {
    'compose.yml':
      'services:\n  api:\n    image: a\n    ports:\n      - "80:80"\n      - "99999:80"\nnetworks:\n  data: {}\nfoo: 1\n',
  },
});

test.each([
  ['validating compose.yml: services.api.ports.1 must be a number', 6],
  ['error while interpolating services.api.image: required variable TAG is missing a value', 3],
  ['service "api" refers to undefined network backend: invalid compose project', 2],
  ["services.api Additional property 'prots' is not allowed", 2],
  ["'services[api].image' is odd", 3],
  ['services.api.ports.[0]: unexpected type int', 5],
  ['Invalid hostPort: 99999', 6],
  ["validating compose.yml:  additional properties 'foo' not allowed", 9],
  ['networks.data.driver must be a string', 8],
])('%s', (text, line) => {
  expect(placeOfComplaint(text, origins)).toMatchObject({ file: 'compose.yml', line });
});

test('what names nothing has no place', () => {
  expect(placeOfComplaint('the daemon is tired', origins)).toBeUndefined();
  expect(placeOfComplaint('Invalid containerPort: 80', origins)).toBeUndefined();
});
