// Counts tests by what each language's runner prints of itself at its end.

/** @typedef {{ passed: number, failed: number }} Count */

const closingLines = [
  // cargo test: test result: ok. 12 passed; 0 failed; 0 ignored; …
  { pattern: /^test result: \w+\. (\d+) passed; (\d+) failed/gm, passed: 1, failed: 2 },
  // jest: Tests:       1 failed, 2 skipped, 22 passed, 25 total
  {
    pattern: /^Tests:\s+(?:(\d+) failed, )?(?:\d+ skipped, )?(?:\d+ todo, )?(?:(\d+) passed, )?\d+ total/gm,
    passed: 2,
    failed: 1,
  },
  // vitest:      Tests  1 failed | 12 passed (13)
  { pattern: /^\s+Tests\s+(?:(\d+) failed \| )?(?:(\d+) passed)?/gm, passed: 2, failed: 1 },
  // pytest: ==== 1 failed, 12 passed in 0.12s ====, or without the bars when quiet
  { pattern: /^(?:=+ )?(?:(\d+) failed, )?(\d+) passed(?:, \d+ \w+)* in [\d.]+s/gm, passed: 2, failed: 1 },
  // go test -v
  { pattern: /^--- PASS: (Test|Fuzz|Example)/gm, each: 'passed' },
  { pattern: /^--- FAIL: (Test|Fuzz|Example)/gm, each: 'failed' },
];

/** @param {string} output of all runners together @returns {Count} */
export function countTests(output) {
  // eslint-disable-next-line no-control-regex -- colours are what is to be removed
  const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll('\r', '');
  const count = { passed: 0, failed: 0 };
  for (const line of closingLines) {
    for (const match of plain.matchAll(line.pattern)) {
      if (line.each !== undefined) count[line.each] += 1;
      else {
        count.passed += Number(match[line.passed] ?? 0);
        count.failed += Number(match[line.failed] ?? 0);
      }
    }
  }
  return count;
}
