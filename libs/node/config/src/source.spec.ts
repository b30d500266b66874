import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findSource } from './source.js';

describe('findSource', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-config-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function file(content: string): string {
    const path = join(folder, 'token');
    writeFileSync(path, content);
    return path;
  }

  it('takes the variable as it is', () => {
    expect(findSource({ TOKEN: ' a\n' }, 'TOKEN')).toEqual({ kind: 'text', text: ' a\n' });
  });

  it.each([
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    ['a', 'a'],
    ['', ''],
  ])('takes the file %j without one trailing newline', (content, text) => {
    const path = file(content);
    expect(findSource({ TOKEN_FILE: path }, 'TOKEN')).toEqual({ kind: 'text', text, file: path });
  });

  it('counts an empty variable as unset, also beside a file', () => {
    expect(findSource({ TOKEN: '', TOKEN_FILE: '' }, 'TOKEN')).toEqual({ kind: 'unset' });
    expect(findSource({ TOKEN: '', TOKEN_FILE: file('a') }, 'TOKEN')).toMatchObject({ text: 'a' });
  });

  it('refuses to choose between the variable and the file', () => {
    expect(findSource({ TOKEN: 'a', TOKEN_FILE: file('a') }, 'TOKEN')).toEqual({
      kind: 'unreadable',
      reason: 'is set twice, as TOKEN and as TOKEN_FILE: remove one of them',
    });
  });

  it('says which file cannot be read, and why', () => {
    expect(findSource({ TOKEN_FILE: join(folder, 'none') }, 'TOKEN')).toEqual({
      kind: 'unreadable',
      reason: `the file that TOKEN_FILE names cannot be read: there is no ${join(folder, 'none')}`,
    });
    expect(findSource({ TOKEN_FILE: folder }, 'TOKEN')).toEqual({
      kind: 'unreadable',
      reason: `the file that TOKEN_FILE names cannot be read: ${folder} is a directory`,
    });
  });
});
