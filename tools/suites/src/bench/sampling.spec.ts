import { samplesFor, samplingArguments } from './sampling.js';

test.each([
  ['fast', 40, 500],
  ['of a millisecond', 1e6, 500],
  ['of ten', 1e7, 50],
  ['of a second', 1e9, 10],
])('of a benchmark that is %s so many samples are taken as half a second allows', (_, time, samples) => {
  expect(
    samplesFor([
      { name: 'other', samplesNs: [1] },
      { name: 'b', samplesNs: [time / 2, time] },
    ]),
  ).toBe(samples);
});

test('only Go has to be told', () => {
  expect(samplingArguments({ args: [], files: [], stdout: 'go-bench' }, 7)).toEqual(['-benchtime=1ms', '-count=7']);
  expect(samplingArguments({ args: [], files: [{ format: 'criterion', path: 'x' }] }, 7)).toEqual([]);
  expect(samplingArguments(undefined, 7)).toEqual([]);
});
