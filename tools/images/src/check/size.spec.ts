import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeGrowth, readListing } from './size.js';

test('names what grew, the most first, new files as such', () => {
  const before = { '/app/service': 4_000_000, '/etc/passwd': 100, '/same': 5 };
  const now = { '/app/service': 9_000_000, '/etc/passwd': 90, '/same': 5, '/app/model.bin': 20_000_000 };
  expect(describeGrowth(before, now)).toBe('  +20.0 MB  /app/model.bin (new)\n  +5.00 MB  /app/service (now 9.00 MB)');
});

test('says so when no file grew', () => {
  expect(describeGrowth({ a: 1 }, { a: 1 })).toContain('the budget was lowered');
});

describe('the listing of the last image that kept to its budget', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-size-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const read = (text: string): unknown => {
    writeFileSync(join(folder, 'sizes.json'), text);
    return readListing(join(folder, 'sizes.json'));
  };

  test('is read', () => {
    expect(read('{"/core":12}')).toEqual({ '/core': 12 });
  });

  test.each(['{"/core":1', '[]', 'null', '7'])('counts as none where the file holds %s', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('counts as none where there is no file', () => {
    expect(readListing(join(folder, 'sizes.json'))).toBeUndefined();
  });
});
