import { parsePorts, publishedPorts } from './ports.js';

const tcp = { protocol: 'tcp' };

test.each([
  ['80', [{ target: 80, ...tcp }]],
  ['8080:80', [{ target: 80, published: '8080', ...tcp }]],
  ['127.0.0.1:8080:80/udp', [{ target: 80, published: '8080', hostIp: '127.0.0.1', protocol: 'udp' }]],
  ['127.0.0.1::80', [{ target: 80, hostIp: '127.0.0.1', ...tcp }]],
  ['[::1]:8080:80', [{ target: 80, published: '8080', hostIp: '::1', ...tcp }]],
  ['8000-8001:80', [{ target: 80, published: '8000-8001', ...tcp }]],
  [
    '9-10:9-10',
    [
      { target: 10, published: '10', ...tcp },
      { target: 9, published: '9', ...tcp },
    ],
  ],
  ['80-81', [80, 81].map((target) => ({ target, ...tcp }))],
])('%s', (text, expected) => {
  expect(parsePorts(text)).toEqual(expected);
});

test.each(['', 'http', '1:2:3:4:5', '80-82:1-2', 'a:80', '80/'])('%s is none', (text) => {
  expect(parsePorts(text)).toBeUndefined();
});

test('the host ports that a value names', () => {
  expect(publishedPorts('8080')).toEqual([8080]);
  expect(publishedPorts('8080-8082')).toEqual([8080, 8081, 8082]);
  expect(publishedPorts(undefined)).toEqual([]);
});
