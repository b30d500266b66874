import { parseStackWords } from './stack-command.js';

test('words become a target, its project, its environment and its options', () => {
  expect(parseStackWords(['up', '-c', 'production', '--min-free-disk=2GB', '--no-build', '--json'])).toEqual({
    target: 'up',
    project: 'stack',
    configuration: 'production',
    options: { minFreeDisk: '2GB', build: false, json: true },
  });
  expect(parseStackWords(['ps', 'demo-stack'])).toEqual({ target: 'ps', project: 'demo-stack', options: {} });
});

test('further words reach the executor as Nx would hand them on', () => {
  expect(parseStackWords(['shell', 'stack', 'api', '--debug']).options).toEqual({ debug: true, _: ['api'] });
});

test('without a word there is nothing to do', () => {
  expect(() => parseStackWords(['-c', 'x'])).toThrow('what is to be done');
});
