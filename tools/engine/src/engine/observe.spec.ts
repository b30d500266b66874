import { UserError } from '@slipway/kit';
import { explainSilence, parseDistribution } from './observe.js';

test('reads what a distribution calls itself', () => {
  const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\n# comment\nID=debian\n';
  expect(parseDistribution(text)).toEqual({
    id: 'debian',
    codename: 'bookworm',
    name: 'Debian GNU/Linux 12 (bookworm)',
  });
});

test.each([undefined, '', 'NAME=x\n'])('%j names no distribution', (text) => {
  expect(parseDistribution(text)).toBeUndefined();
});

test.each([
  ['EACCES', 'denied', 'permission denied'],
  ['ENOENT', 'silent', 'there is no socket'],
  ['ECONNREFUSED', 'silent', 'the socket is left from an engine that has ended'],
  ['EPIPE', 'silent', 'write EPIPE'],
])('%s is told as %s: %s', (code, kind, reason) => {
  const cause = Object.assign(new Error(`write ${code}`), { code });
  expect(explainSilence(new UserError({ what: 'no engine' }, { cause }))).toEqual({ kind, reason });
});
