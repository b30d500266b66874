import { isPrivateName, privateName } from './names.js';

test('the name tells the stack and the project, is short enough for DNS, and is one that compose takes', () => {
  const id = '1a2b3c4d';
  expect(privateName({ stack: 'observatory-test', project: 'api-go', id })).toBe('observatory-test-it-api-go-1a2b3c4d');
  const long = privateName({ stack: 's'.repeat(80), project: '@scope/A very long name of a project', id });
  expect(long).toBe('ssssssssssssssssssss-it-scope-a-very-long-na-1a2b3c4d');
  expect(`${long}-1`.length).toBeLessThan(63);
  expect([privateName({ stack: 'a', project: 'b', id }), long].every(isPrivateName)).toBe(true);
});

test.each([
  'observatory',
  'observatory-test',
  'exit-strategy-12345678',
  'a-it-b',
  'a-it-b-1234567',
  'a-it-b-123456789',
  '../a-it-b-12345678',
])('%s is no name of a private stack', (name) => {
  expect(isPrivateName(name)).toBe(false);
});
