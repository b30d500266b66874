import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStackIn, toProjectName } from './session.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-Session.'));
const context = { root, nxJsonConfiguration: {} };
writeFileSync(join(root, 'compose.yml'), 'name: ${STACK:-shop}\nservices: {}\n');
writeFileSync(join(root, '.env.production'), 'STACK=store\nFROM=file\n');
mkdirSync(join(root, 'compose/environments'), { recursive: true });
writeFileSync(join(root, 'compose/environments/production.yml'), 'services: {}\n');
mkdirSync(join(root, 'de.mo'));
writeFileSync(join(root, 'de.mo/compose.yml'), 'services: {}\n');

afterAll(() => {
  rmSync(root, { recursive: true });
});

test('the name is what the compose file says, with the variables of the environment', () => {
  expect(openStackIn('.', 'stack', {}, context)).toMatchObject({ composeName: 'shop', files: ['compose.yml'] });
  const production = openStackIn('.', 'stack', { environment: 'production' }, context);
  expect(production).toMatchObject({
    composeName: 'store',
    files: ['compose.yml', 'compose/environments/production.yml'],
    dotenv: ['.env.production'],
    state: join(root, '.slipway/stack/production'),
    env: { SLIPWAY_ENVIRONMENT: 'production' },
  });
  expect(production.variables).toMatchObject({ FROM: 'file', SLIPWAY_ENVIRONMENT: 'production' });
  expect(production).not.toHaveProperty('composeProject');
});

test('without a name it is the folder, as compose has it', () => {
  expect(openStackIn('de.mo', 'demo-stack', {}, context)).toMatchObject({
    composeName: 'demo',
    state: join(root, '.slipway/stacks/demo-stack/default'),
  });
});

test('in a linked worktree the name and the tag are those of the worktree', () => {
  const worktree = join(root, 'wt');
  mkdirSync(worktree);
  writeFileSync(join(worktree, '.git'), 'gitdir: /repository/.git/worktrees/Feature.1\n');
  writeFileSync(join(worktree, 'compose.yml'), 'name: shop\n');
  expect(openStackIn('.', 'stack', {}, { ...context, root: worktree })).toMatchObject({
    worktree: 'Feature.1',
    composeProject: 'shop-feature-1',
    composeName: 'shop-feature-1',
    env: { SLIPWAY_TAG: 'Feature.1' },
  });
});

test('a name that was chosen is taken as it is, as far as compose can', () => {
  expect(openStackIn('.', 'stack', { projectName: 'Story 7' }, context).composeProject).toBe('story-7');
  expect(toProjectName('--')).toBe('stack');
});

test('a folder without a compose file is told', () => {
  expect(() => openStackIn('compose', 'x', {}, context)).toThrow('project x has no compose file');
});
