import { findProjectOfImage, stackEdges, withoutTag } from './edges.js';
import { memoryReader } from './testing/reader.js';

const candidates = {
  images: new Map([
    ['core', 'shop/core'],
    ['api', 'shop/api'],
    ['api-admin', 'shop/api-admin'],
  ]),
  roots: new Map([
    ['core', 'apps/core'],
    ['api', 'apps/api'],
    ['root', '.'],
  ]),
};

function edges(texts: Readonly<Record<string, string>>) {
  return stackEdges('.', candidates, memoryReader(texts));
}

test('an edge goes to the project whose image a service runs, from the file that says so', () => {
  expect(
    edges({
      'compose.yml': 'include: [compose/services/core.yml]',
      'compose/services/core.yml': 'services: {core: {image: "shop/core:${TAG:-dev}"}}',
    }),
  ).toEqual([{ target: 'core', sourceFile: 'compose/services/core.yml' }]);
});

test('what a service extends, and what only one environment adds, counts too', () => {
  expect(
    edges({
      'compose.yml': 'services: {a: {extends: {file: base/common.yml, service: core}}}',
      'base/common.yml': 'services: {core: {image: "shop/core"}}',
      'compose/environments/test.yml': 'services: {t: {image: "${PREFIX:-shop}/api:dev"}}',
    }),
  ).toEqual([
    { target: 'core', sourceFile: 'base/common.yml' },
    { target: 'api', sourceFile: 'compose/environments/test.yml' },
  ]);
});

test('an anchor is followed', () => {
  expect(edges({ 'compose.yml': 'x-i: &i shop/api:dev\nservices: {a: {image: *i}, b: {image: *i}}' })).toEqual([
    { target: 'api', sourceFile: 'compose.yml' },
  ]);
});

test('a build context is the project that it is in, or that its Dockerfile is in', () => {
  expect(edges({ 'compose.yml': 'services: {a: {build: ./apps/core}}' })).toMatchObject([{ target: 'core' }]);
  expect(
    edges({ 'compose.yml': 'services: {a: {build: {context: ., dockerfile: apps/api/Dockerfile}}}' }),
  ).toMatchObject([{ target: 'api' }]);
});

test('somebody else’s image, a remote context and a folder outside make no edge', () => {
  expect(
    edges({
      'compose.yml':
        'services: {a: {image: "redis:8"}, b: {build: "https://host/x.git"}, c: {build: ../apps/core}, d: {image: "${IMAGE}"}}',
    }),
  ).toEqual([]);
});

test('a circle of includes ends', () => {
  expect(edges({ 'compose.yml': 'include: [a.yml]', 'a.yml': 'include: [compose.yml]' })).toEqual([]);
});

test.each([
  ['shop/core', 'shop/core'],
  ['shop/core:1.2', 'shop/core'],
  ['registry.local:5000/shop/core', 'registry.local:5000/shop/core'],
  ['registry.local:5000/shop/core:dev@sha256:00', 'registry.local:5000/shop/core'],
])('%s without its tag is %s', (image, name) => {
  expect(withoutTag(image)).toBe(name);
});

test('the image of one of several programs belongs to the project, and an exact name goes first', () => {
  expect(findProjectOfImage('shop/core-worker:dev', candidates.images)).toBe('core');
  expect(findProjectOfImage('shop/api-admin:dev', candidates.images)).toBe('api-admin');
});
