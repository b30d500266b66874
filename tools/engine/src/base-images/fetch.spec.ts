import { sourceLines } from './fetch.js';

const mirrors = {
  main: 'http://mirror/debian/',
  updates: 'http://mirror/debian/',
  security: 'http://mirror/debian-security/',
};

test('a release has the sources that this machine has', () => {
  expect(sourceLines('trixie', mirrors)).toEqual([
    'deb http://mirror/debian/ trixie main',
    'deb http://mirror/debian/ trixie-updates main',
    'deb http://mirror/debian-security/ trixie-security main',
  ]);
});

test('a mirror without security fixes is taken as it is', () => {
  expect(sourceLines('trixie', { ...mirrors, updates: undefined, security: undefined })).toHaveLength(1);
});

test('what is no release yet has one source', () => {
  expect(sourceLines('forky', mirrors)).toEqual(['deb http://mirror/debian/ forky main']);
});
