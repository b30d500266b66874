// Counts tests: those of suites by the records that they left, those on the engine by what their runner prints at its end.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ passed: number, failed: number }} Count */

// jest: Tests:       1 failed, 2 skipped, 22 passed, 25 total
const closingLine = /^Tests:\s+(?:(\d+) failed, )?(?:\d+ skipped, )?(?:\d+ todo, )?(?:(\d+) passed, )?\d+ total/gm;

/** @param {string} output of jest, as often as it ran @returns {Count} */
export function countPrinted(output) {
  // eslint-disable-next-line no-control-regex -- colours are what is to be removed
  const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll('\r', '');
  return sum(
    [...plain.matchAll(closingLine)].map(([, failed, passed]) => ({
      passed: Number(passed ?? 0),
      failed: Number(failed ?? 0),
    })),
  );
}

/**
 * @param {string} root of the workspace
 * @param {readonly string[]} suites whose tests count
 * @returns {Count} of what each suite's last run, or the cache, left
 */
export function countRecorded(root, suites) {
  const results = join(root, '.slipway', 'results');
  if (!existsSync(results)) return { passed: 0, failed: 0 };
  const records = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .filter((path) => suites.some((suite) => path.endsWith(join(suite, 'run.json'))))
    .map((path) => JSON.parse(readFileSync(join(results, path), 'utf8')));
  return sum(
    records.map(({ outcome, tests }) => {
      const failed = tests.filter((test) => test.outcome === 'failed' || test.outcome === 'errored').length;
      // A suite that broke has failed, whatever its tests say.
      return {
        passed: tests.filter((test) => test.outcome === 'passed').length,
        failed: outcome === 'passed' ? failed : Math.max(failed, 1),
      };
    }),
  );
}

/** @param {readonly Count[]} counts @returns {Count} */
export function sum(counts) {
  return counts.reduce((all, { passed, failed }) => ({ passed: all.passed + passed, failed: all.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}
