import { parseMount } from './mounts.js';

test.each([
  ['/cache', { type: 'volume', target: '/cache', readOnly: false }],
  ['data:/var/lib/', { type: 'volume', source: 'data', target: '/var/lib', readOnly: false }],
  ['./src:/app/src:ro', { type: 'bind', source: './src', target: '/app/src', readOnly: true }],
  ['~/x:/x:rw,z', { type: 'bind', source: '~/x', target: '/x', readOnly: false }],
  ['C:\\data:/data', { type: 'bind', source: 'C:\\data', target: '/data', readOnly: false }],
  // Compose itself reads the name of one letter as a drive.
  ['d:/data', { type: 'volume', target: 'd:/data', readOnly: false }],
])('%s', (text, expected) => {
  expect(parseMount(text)).toEqual(expected);
});

test.each(['', ':/x', 'aa::b', 'aa:/b:ro:x'])('%s is none', (text) => {
  expect(parseMount(text)).toBeUndefined();
});
