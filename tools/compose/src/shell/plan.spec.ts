import { chooseToolbox, debugArguments } from './plan.js';

test('the image with most tools is taken, and none where none has a shell', () => {
  expect(chooseToolbox(['shop/core:dev', 'debian:trixie-slim', 'alpine:3'])).toBe('alpine:3');
  expect(chooseToolbox(['shop/core:dev', 'debian:trixie-slim'])).toBe('debian:trixie-slim');
  expect(chooseToolbox(['shop/core:dev'])).toBeUndefined();
});

test('the container beside a service shares its processes and network', () => {
  const words = debugArguments('abc', 'busybox:1', false).join(' ');
  expect(words).toContain('--pid container:abc --network container:abc');
  expect(words).toMatch(/^run --rm -i /);
});
