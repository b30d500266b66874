import type { ImagePlan } from '../plan.js';
import { targetName, toBake, withoutTag } from './bake.js';

const plan: ImagePlan = {
  project: 'core',
  root: 'apps/core',
  image: 'shop/core',
  tags: ['shop/core:dev'],
  recipe: {
    dockerfile: 'docker/rust.Dockerfile',
    dockerfileText: 'FROM scratch',
    target: 'production',
    platform: 'linux/arm64',
    buildArguments: { PROJECT: 'apps/core' },
    labels: { a: 'b' },
    bases: [
      { name: 'rust:1-slim', kind: 'pinned', digest: 'sha256:11' },
      { name: 'debian:trixie-slim', kind: 'local', digest: 'sha256:22' },
    ],
  },
  context: { kind: 'pruned', files: { manifests: [], libraries: [], application: [] } },
  secrets: [
    { id: 'ca', source: { kind: 'file', path: '/etc/ca.crt' } },
    { id: 'token', source: { kind: 'env', name: 'TOKEN' }, target: '/run/t' },
  ],
  planHash: 'p',
  inputs: {},
};
const surroundings = { workspaceRoot: '/w', folderOf: () => '/w/.slipway/contexts/c', useCache: true, sshAgent: false };

test('a pruned plan becomes a target with three contexts, pinned bases and secrets by name', () => {
  expect(toBake([plan], surroundings)).toEqual({
    group: { default: { targets: ['core-0'] } },
    target: {
      'core-0': {
        context: '/w/.slipway/contexts/c/application',
        dockerfile: '/w/.slipway/contexts/c/Dockerfile',
        contexts: {
          manifests: '/w/.slipway/contexts/c/manifests',
          libraries: '/w/.slipway/contexts/c/libraries',
          application: '/w/.slipway/contexts/c/application',
          'rust:1-slim': 'docker-image://rust@sha256:11',
        },
        args: { PROJECT: 'apps/core' },
        labels: { a: 'b' },
        tags: ['shop/core:dev'],
        target: 'production',
        platforms: ['linux/arm64'],
        output: ['type=docker'],
        attest: ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
        secret: ['id=ca,src=/etc/ca.crt', 'id=token,env=TOKEN'],
      },
    },
  });
});

test('no cache and an ssh agent are passed on', () => {
  const [target] = Object.values(toBake([plan], { ...surroundings, useCache: false, sshAgent: true }).target);
  expect(target).toMatchObject({ 'no-cache': true, ssh: ['default'] });
});

test("somebody else's Dockerfile keeps its folder and its place", () => {
  const whole: ImagePlan = {
    ...plan,
    recipe: { ...plan.recipe, dockerfile: 'apps/x/Dockerfile' },
    context: { kind: 'whole', folder: 'apps/x', files: {} },
  };
  const [target] = Object.values(toBake([whole], surroundings).target);
  expect(target).toMatchObject({ context: '/w/apps/x', dockerfile: '/w/apps/x/Dockerfile' });
});

test('two images whose names fold into one stay two targets', () => {
  expect([targetName({ image: 'a/x.y' }, 0), targetName({ image: 'b/x_y' }, 1)]).toEqual(['x-y-0', 'x_y-1']);
});

test.each([
  ['rust:1-slim', 'rust'],
  ['localhost:5000/a/b', 'localhost:5000/a/b'],
  ['localhost:5000/a/b:1', 'localhost:5000/a/b'],
])('%s without its tag is %s', (name, expected) => {
  expect(withoutTag(name)).toBe(expected);
});
