import { readDockerfile } from './dockerfile.js';

test('stages, bases and named contexts of a Dockerfile with tiers', () => {
  const facts = readDockerfile(
    [
      'ARG VERSION=1',
      'FROM --platform=$BUILDPLATFORM rust:${VERSION}-slim AS base',
      'FROM base AS build',
      'COPY --from=manifests . .',
      'RUN --mount=type=bind,from=golang:1.26,target=/go \\',
      '    --mount=type=cache,target=/x true',
      'COPY --from=application --chmod=0644 src/main.rs config/*.json /app/',
      'FROM scratch AS production',
      'COPY --from=build /out /',
      'COPY --from=0 /a /b',
    ].join('\n'),
    {},
  );
  expect(facts.stages).toEqual([
    { name: 'base', line: 2 },
    { name: 'build', line: 3 },
    { name: 'production', line: 8 },
  ]);
  expect(facts.bases).toEqual(['golang:1.26', 'rust:1-slim']);
  expect(facts.usesTiers).toBe(true);
  expect(facts.tierCopies).toEqual([
    { tier: 'manifests', source: '.', line: 4 },
    { tier: 'application', source: 'src/main.rs', line: 7 },
    { tier: 'application', source: 'config/*.json', line: 7 },
  ]);
});

test('a build argument takes the place of the default in FROM', () => {
  expect(readDockerfile('ARG V=1\nFROM node:${V:-2}\n', { V: '24' }).bases).toEqual(['node:24']);
  expect(readDockerfile('ARG V\nFROM node:${V:-2}\n', {}).bases).toEqual(['node:2']);
});

test("somebody else's Dockerfile uses no tiers; its syntax line is seen", () => {
  const facts = readDockerfile('# syntax=docker/dockerfile:1\nFROM node:24\nCOPY . .\n', {});
  expect(facts).toMatchObject({ usesTiers: false, syntax: 'docker/dockerfile:1', bases: ['node:24'] });
});

test('the secrets that steps mount are known by their ids', () => {
  const text =
    'FROM x\nRUN --mount=type=secret,id=ca,target=/c \\\n --mount=type=secret,env=GOPROXY,id=GOPROXY \\\n --mount=type=ssh true\n';
  expect(readDockerfile(text, {}).secretIds).toEqual(['GOPROXY', 'ca']);
});
