import { constraintHolds, isCompiledName, isImageTag, readSourceHead } from './source.js';

test('reads imports of every form, and nothing after them', () => {
  const head = readSourceHead(`\uFEFF// Package p says "import \`x\`" in a comment.
/* import "none" */ //go:build late

package p; import "a"
import (
	// "commented"
	named "example.com/b" // trailing
	. "c"; _ "d"
	/* "e" */ "f/v2"
)
import \`raw\`

const text = \`
import "not/one"
\`
import "too/late"
`);
  expect(head.packageName).toBe('p');
  expect(head.imports).toEqual([
    { path: 'a', line: 4 },
    { path: 'example.com/b', line: 7 },
    { path: 'c', line: 8 },
    { path: 'd', line: 8 },
    { path: 'f/v2', line: 9 },
    { path: 'raw', line: 11 },
  ]);
});

test.each([
  ['//go:build ignore\n\npackage main', 'ignore'],
  ['// Copyright\n\n//go:build linux && !cgo\r\n\r\npackage main', 'linux && !cgo'],
  ['// +build linux,386 darwin\n// +build !cgo\n\npackage main', '((linux && 386) || (darwin)) && ((!cgo))'],
  ['//go:build tools\n// +build ignore\n\npackage main', 'tools'],
  ['package main\n\n//go:build ignore\n', undefined],
  ['/* //go:build ignore */\npackage main', undefined],
])('finds the constraint of %j', (text, constraint) => {
  expect(readSourceHead(text).constraint).toBe(constraint);
});

test.each(['', 'import "x"', '/* no end', 'package', '"package main"', '{{ .Template }}'])(
  'makes nothing of %j',
  (text) => {
    expect(readSourceHead(text)).toEqual({ imports: [] });
  },
);

test.each([
  ['linux', true],
  ['ignore', false],
  ['!windows', true],
  ['!linux || darwin', false],
  ['linux && (amd64 || arm64) && !cgo', true],
  ['!(linux && go1.21)', false],
  ['windows || linux && darwin', false],
  ['( linux', true],
])('%s holds in an image: %s', (expression, holds) => {
  expect(constraintHolds(expression, isImageTag)).toBe(holds);
});

test.each([
  ['main.go', true],
  ['linux.go', true],
  ['main_linux.go', true],
  ['main_windows.go', false],
  ['main_linux_arm64.go', true],
  ['main_linux_386.go', false],
  ['main_unix.go', true],
  ['main_test.go', false],
  ['_main.go', false],
  ['.main.go', false],
  ['api.pb_windows.go', true],
  ['go.mod', false],
])('%s is compiled for an image: %s', (name, compiled) => {
  expect(isCompiledName(name)).toBe(compiled);
});
