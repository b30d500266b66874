import type { Files } from './fixture.js';

const UUID_SUMS = `github.com/google/uuid v1.3.0 h1:t6JiXgmwXMjEs8VusXIJk2BXHsn+wx8BZdTaoZ5fu7I=
github.com/google/uuid v1.3.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
github.com/google/uuid v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=
github.com/google/uuid v1.6.0/go.mod h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=
`;

/**
 * A workspace with what makes Go hard: members that require each other, members that only import each other, a module that is never built
 * but raises a version, replacements of each kind, modules that stand alone, and folders that are no modules.
 */
export const exampleFiles: Files = {
  'go.work': `// The members.
go 1.26

use ./apps/api
use (
	"./apps/worker" // quoted
	./libs/config
	./libs/telemetry/v2
	./tools/gen
)

replace example.com/forked v1.0.0 => ./third_party/forked
`,
  'go.work.sum': UUID_SUMS,

  'apps/api/go.mod': `module example.com/obs/apps/api

go 1.26

require (
	example.com/forked v1.0.0
	example.com/obs/libs/telemetry/v2 v2.0.0
	github.com/google/uuid v1.3.0
)

replace example.com/obs/libs/telemetry/v2 => ../../libs/telemetry/v2
`,
  'apps/api/README.md': '# api\n',
  'apps/api/api.go': `package api

import (
	_ "embed"

	"example.com/forked"
	"example.com/obs/libs/telemetry/v2"
	"github.com/google/uuid"
)

//go:embed templates/*.txt
var Template string

func Run() string { return uuid.NewString() + telemetry.Name + forked.Name + Template }
`,
  'apps/api/templates/hello.txt': 'hello\n',
  'apps/api/api_test.go': 'package api\n\nimport "testing"\n\nfunc TestRun(t *testing.T) { Run() }\n',
  'apps/api/testdata/golden.json': '{}\n',
  'apps/api/gen.go': '//go:build ignore\n\npackage main\n\nfunc main() {}\n',
  'apps/api/cmd/api/main.go':
    'package main\n\nimport "example.com/obs/apps/api"\n\nfunc main() { println(api.Run()) }\n',
  'apps/api/cmd/migrate/main.go': '// Package main migrates.\npackage main\n\nfunc main() {}\n',
  'apps/api/cmd/internal/flags.go': 'package internal\n',
  'apps/api/cmd/winsvc/main_windows.go': 'package main\n\nfunc main() {}\n',
  'apps/api/cmd/plugin/go.mod': 'module example.com/plugin\n\ngo 1.26\n',
  'apps/api/cmd/plugin/main.go': 'package main\n\nfunc main() {}\n',

  'apps/worker/go.mod': 'module example.com/obs/apps/worker\n\ngo 1.26\n',
  'apps/worker/main.go': `package main

import "example.com/obs/libs/telemetry/v2/trace"

func main() { println(trace.Name) }
`,
  'apps/worker/main_test.go': 'package main\n\nimport _ "example.com/obs/tools/gen/fake"\n',

  'libs/config/go.mod': 'module example.com/obs/libs/config\n\ngo 1.26\n',
  'libs/config/config.go': 'package config\n\nconst Name = "config"\n',

  'libs/telemetry/v2/go.mod':
    'module example.com/obs/libs/telemetry/v2\n\ngo 1.26\n\nrequire github.com/google/uuid v1.3.0\n',
  'libs/telemetry/v2/telemetry.go': `package telemetry

import "example.com/obs/libs/config"

const Name = "telemetry" + config.Name
`,
  'libs/telemetry/v2/trace/trace.go': `package trace

import "example.com/obs/libs/telemetry/v2"

const Name = telemetry.Name
`,

  'tools/gen/go.mod': 'module example.com/obs/tools/gen\n\ngo 1.26\n\nrequire github.com/google/uuid v1.6.0\n',
  'tools/gen/fake/fake.go': 'package fake\n\nimport _ "github.com/google/uuid"\n',

  'third_party/forked/go.mod': 'module example.com/forked\n\ngo 1.26\n',
  'third_party/forked/forked.go': 'package forked\n\nconst Name = "forked"\n',

  // Stands alone: go.work does not use it. Its own replacements count, those of what it depends on do not.
  'alone/service/go.mod': `module example.com/alone/service

go 1.26

require (
	example.com/alone/a v0.0.0
	example.com/alone/b v1.5.0 // indirect
	example.com/alone/unused v0.0.0 // indirect
)

replace (
	example.com/alone/a => ../a
	example.com/alone/b v1.2.0 => ../b-old
	example.com/alone/b v1.5.0 => ../b
	example.com/alone/never => ../b-old
	example.com/alone/unused => ../../testdata/unused
)
`,
  'alone/service/main.go': 'package main\n\nimport "example.com/alone/a"\n\nfunc main() { println(a.Name) }\n',
  'alone/a/go.mod': `module example.com/alone/a

go 1.26

require example.com/alone/b v1.2.0

replace example.com/alone/b => ../b-old
`,
  'alone/a/a.go': 'package a\n\nimport "example.com/alone/b"\n\nconst Name = "a" + b.Name\n',
  'alone/b/go.mod': 'module example.com/alone/b\n\ngo 1.26\n',
  'alone/b/b.go': 'package b\n\nconst Name = "b"\n',
  'alone/b-old/go.mod': 'module example.com/alone/b\n\ngo 1.26\n',
  'alone/b-old/b.go': 'package b\n\nconst Name = "old"\n',

  // Not projects: the go command passes over such folders. One of them is used all the same.
  'apps/api/testdata/module/go.mod': 'module example.com/testdata\n',
  '_attic/go.mod': 'module example.com/attic\n',
  'testdata/unused/go.mod': 'module example.com/alone/unused\n\ngo 1.26\n',
  'testdata/unused/unused.go': 'package unused\n',

  'broken/go.mod': 'module example.com/broken\n\nrequire (\n\texample.com/x v1.0.0\n',
};

export function isGoManifest(path: string): boolean {
  return /(^|\/)go\.(mod|work)$/.test(path);
}
