import { compareVersions } from './versions.js';

test('orders versions as the go command does', () => {
  const ordered = [
    'v0.0.0-00010101000000-000000000000',
    'v0.0.0-20200101000000-abcdefabcdef',
    'v0.0.0-20240101000000-012345678901',
    'v0.0.0',
    'v0.9.0',
    'v1.0.0-alpha',
    'v1.0.0-alpha.1',
    'v1.0.0-alpha.beta',
    'v1.0.0-beta.2',
    'v1.0.0-beta.11',
    'v1.0.0-rc.1',
    'v1.0.0-rc.1.0.20240101000000-012345678901',
    'v1.0.0',
    'v1.0.1-0.20240101000000-012345678901',
    'v1.0.1',
    'v1.9.0',
    'v1.10.0',
    'v2.0.0+incompatible',
  ];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test('gives build metadata no weight', () => {
  expect(compareVersions('v2.0.0+incompatible', 'v2.0.0')).toBe(0);
});
