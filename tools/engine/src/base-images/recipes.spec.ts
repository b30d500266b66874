import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STAND_IN_LABEL } from '@slipway/images/observe';
import { findStandIn, foundationsOf, RECIPES } from './recipes.js';

const folder = fileURLToPath(new URL('../../stand-ins/', import.meta.url));

function dockerfile(recipe: string): string {
  return readFileSync(join(folder, recipe, 'Dockerfile'), 'utf8');
}

test('every recipe has its folder, and every folder its recipe', () => {
  expect(RECIPES.map((recipe) => recipe.folder).sort()).toEqual(readdirSync(folder).sort());
});

describe.each(RECIPES)('$folder', (recipe) => {
  test('says that it is a stand-in', () => {
    expect(dockerfile(recipe.folder)).toMatch(new RegExp(`^LABEL ${STAND_IN_LABEL}="no registry answered: .+"$`, 'm'));
  });

  test('is built upon what the recipe names', () => {
    const lines = [...dockerfile(recipe.folder).matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)];
    const stages = lines.map(([, , stage]) => stage);
    const bases = lines.flatMap(([, base = '']) => (base === 'scratch' || stages.includes(base) ? [] : [base]));
    expect(new Set(bases)).toEqual(new Set(recipe.upon));
  });

  test('gives every step that uses the network the certificates of this machine', () => {
    const steps = dockerfile(recipe.folder).split(/^(?=[A-Z]+ )/m);
    for (const step of steps.filter((text) => /apt-get update|go (?:list|mod|run)|pip install|mvn /.test(text))) {
      expect(step).toContain('--mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false');
    }
  });

  test('asks for no frontend, which would come from a registry', () => {
    expect(dockerfile(recipe.folder)).not.toMatch(/^#\s*syntax=/m);
  });
});

test.each([
  ['debian:trixie-slim', 'trixie'],
  ['golang:1.26', '1.26'],
  ['node:24-slim', '24'],
  ['rust:1-slim', undefined],
  ['timescale/timescaledb:2.29.2-pg17', undefined],
  ['mongo:8.0.29', undefined],
  ['prom/prometheus:v3.14.0', undefined],
])('%s has a stand-in of version %s', (name, version) => {
  expect(findStandIn(name)).toMatchObject({ name, version });
});

test.each([
  'node:24',
  'debian:sid-slim',
  'python:3.12-slim',
  'team/node:24-slim',
  'golang:1.26-alpine',
  'timescale/timescaledb:2.29.2-pg16',
  'prom/prometheus:v2.55.0',
])('%s has none: nothing else may pass for it', (name) => {
  expect(findStandIn(name)).toBeUndefined();
});

test('a stand-in is built upon a Debian of ours', () => {
  expect(foundationsOf('rust:1-slim')).toEqual(['debian:forky-slim']);
  expect(foundationsOf('debian:forky-slim')).toEqual([]);
  expect(foundationsOf('mongo:8.0.29')).toEqual(['golang:1.26', 'debian:forky-slim', 'debian:trixie-slim']);
});
