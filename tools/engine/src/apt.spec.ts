import { parseMirrors } from './apt.js';

const TARGETS = [
  'Docker bookworm stable https://elsewhere/linux/debian/',
  'Debian forky main http://mirror/debian/',
  'Debian bookworm non-free http://mirror/nonfree/',
  'Debian bookworm main http://mirror/debian/',
  'Debian bookworm-updates main http://mirror/updates/',
  'Debian bookworm-security main http://mirror/security/',
  '',
].join('\n');

test('finds where this machine gets its own release from', () => {
  expect(parseMirrors(TARGETS, 'bookworm')).toEqual({
    main: 'http://mirror/debian/',
    updates: 'http://mirror/updates/',
    security: 'http://mirror/security/',
  });
});

test('takes a third party for no mirror, whatever it calls its release', () => {
  expect(parseMirrors('Docker bookworm main https://elsewhere/', 'bookworm')).toBeUndefined();
});

test('knows none before the lists were fetched', () => {
  expect(parseMirrors('', 'bookworm')).toBeUndefined();
});
