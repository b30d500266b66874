import { describeGrowth } from './size.js';

test('names what grew, the most first, new files as such', () => {
  const before = { '/app/service': 4_000_000, '/etc/passwd': 100, '/same': 5 };
  const now = { '/app/service': 9_000_000, '/etc/passwd': 90, '/same': 5, '/app/model.bin': 20_000_000 };
  expect(describeGrowth(before, now)).toBe('  +20.0 MB  /app/model.bin (new)\n  +5.00 MB  /app/service (now 9.00 MB)');
});

test('says so when no file grew', () => {
  expect(describeGrowth({ a: 1 }, { a: 1 })).toContain('the budget was lowered');
});
