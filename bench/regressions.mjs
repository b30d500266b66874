// Of builds with a hot function a tenth slower, and of builds that are as they were, how many does bench-compare report? For real: a workspace
// of its own with a Go module, a commit as baseline, `nx bench-compare` on each build. Prints each comparison as it ends, then the counts.
//   node bench/regressions.mjs [builds=20] [rounds=10]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const [builds, rounds] = [Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 10)];
const root = mkdtempSync(join(tmpdir(), 'slipway-regressions-'));

/** Every tenth call does its work twice: a tenth slower, whatever the machine. */
const bodies = {
  unchanged: 'calls++\n\treturn digest(text)',
  slower: 'if calls++; calls%10 == 0 {\n\t\tdigest(text)\n\t}\n\treturn digest(text)',
};
const source = (body) => `package hot

var calls int

// Digest is the hot function.
func Digest(text string) uint64 {
	${body}
}

//go:noinline
func digest(text string) uint64 {
	sum := uint64(14695981039346656037)
	for round := 0; round < 8; round++ {
		for i := 0; i < len(text); i++ {
			sum = (sum ^ uint64(text[i])) * 1099511628211
		}
	}
	return sum
}
`;
write('libs/hot/go.mod', 'module example.org/hot\n\ngo 1.24\n');
write('libs/hot/hot.go', source(bodies.unchanged));
write(
  'libs/hot/hot_bench_test.go',
  `package hot

import (
	"strings"
	"testing"
)

var sum uint64

func BenchmarkDigest(b *testing.B) {
	text := strings.Repeat("spans", 100)
	for b.Loop() {
		sum += Digest(text)
	}
}
`,
);
write('go.work', 'go 1.24\n\nuse ./libs/hot\n');
write('package.json', '{ "name": "regressions", "private": true }\n');
write('nx.json', JSON.stringify({ plugins: ['@slipway/nx'], analytics: false }));
write('.gitignore', 'node_modules\n.nx\n.slipway\n');
installPackages();
const git = (...args) =>
  spawnSync('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args], { cwd: root });
git('init', '--initial-branch', 'main');
git('add', '--all');
git('commit', '--message', 'baseline');

const counts = { unchanged: { run: 0, slower: 0 }, slower: { run: 0, slower: 0 } };
try {
  for (let build = 1; build <= builds; build++) for (const kind of ['slower', 'unchanged']) compare(kind, build);
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`a tenth slower: ${counts.slower.slower} of ${counts.slower.run} found`);
console.log(`unchanged: ${counts.unchanged.slower} of ${counts.unchanged.run} reported`);

function compare(kind, build) {
  // A comment makes each a build of its own.
  write('libs/hot/hot.go', `${source(bodies[kind])}\n// Build ${build}.\n`);
  const options = ['bench-compare', 'hot', '--json', `--rounds=${rounds}`];
  const ran = spawnSync(join(repository, 'node_modules/.bin/nx'), options, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0' },
  });
  const [, json] = /^(\{\n[\s\S]*^\})$/m.exec(ran.stdout) ?? [];
  if (json === undefined) throw new Error(`no comparison (exit code ${ran.status}):\n${ran.stdout}\n${ran.stderr}`);
  const [{ ratio, p, verdict }] = JSON.parse(json).compared;
  if ((verdict === 'slower') !== (ran.status !== 0)) throw new Error(`${verdict}, and exit code ${ran.status}`);
  counts[kind].run++;
  if (verdict === 'slower') counts[kind].slower++;
  const load = loadavg()[0].toFixed(1);
  console.log(`${build} ${kind}: ${verdict} (ratio ${ratio.toFixed(3)}, p ${p.toPrecision(2)}, load ${load})`);
}

function installPackages() {
  const from = join(repository, 'node_modules');
  for (const name of readdirSync(from).filter((entry) => !entry.startsWith('.'))) {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    symlinkSync(join(from, name), join(root, 'node_modules', name));
  }
  if (!existsSync(join(root, 'node_modules/@slipway/nx'))) throw new Error('build the workspace first: npx tsc -b');
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
