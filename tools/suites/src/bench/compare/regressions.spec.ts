import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../../results/record.js';
import { compareRounds } from './compare.js';

/**
 * 420 runs in a row of a Go benchmark of ten microseconds (redacting a line of a log), on two cores that ten to twelve other processes used:
 * of each run the fastest of its hundred samples, in nanoseconds. Half of the time such a machine takes half as long again.
 */
const noise = JSON.parse(
  readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../../src/bench/testing/noise.json'), 'utf8'),
) as readonly number[];

/** So many of these make the five hundred samples of a round. */
const PER_ROUND = 5;
const ROUNDS = 10;
const BUILDS = 20;

/** Numbers from 0 to 1, the same in every run of the test (the generator of Park and Miller). */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

/** How many of so many builds are reported as slower, each measured by noise that is drawn anew and slowed down by a factor. */
function reported(factor: number, builds: number, seed: number): number {
  const numbers = random(seed);
  // Of the recording a stretch, since what disturbs a machine lasts.
  const stretch = (): readonly number[] => {
    const from = Math.floor(numbers.next().value * (noise.length - PER_ROUND + 1));
    return noise.slice(from, from + PER_ROUND);
  };
  const side = (by: number): readonly (readonly Benchmark[])[] =>
    Array.from({ length: ROUNDS }, () => [{ name: 'hot', samplesNs: stretch().map((time) => time * by) }]);
  return Array.from({ length: builds }).filter(
    () => compareRounds(side(1), side(factor), { threshold: 0.05 }).compared[0]?.verdict === 'slower',
  ).length;
}

test('of 20 builds with a hot function a tenth slower at least 18 are found', () => {
  expect(reported(1.1, BUILDS, 1)).toBeGreaterThanOrEqual(18);
});

test('of 20 builds that are as they were at most one is reported', () => {
  expect(reported(1, BUILDS, 2)).toBeLessThanOrEqual(1);
});

test('and that is no luck: of 1000 it is nine tenths, and five in a hundred', () => {
  expect(reported(1.1, 1000, 3)).toBeGreaterThanOrEqual(900);
  expect(reported(1, 1000, 4)).toBeLessThanOrEqual(50);
});
