import type { ExecutorContext, Task } from '@nx/devkit';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOneProcess, writePlanFile } from './plan-file.js';
import type { ProjectTask } from './projects.js';

const taskOf = (project: string): ProjectTask => ({
  id: `${project}:docker-build`,
  project,
  target: 'docker-build',
  options: { dryRun: true, json: 'plans.json' },
});

function contextOf(...tasks: readonly (readonly [project: string, target: string])[]): ExecutorContext {
  const all = tasks.map(([project, target]): Task => {
    const id = `${project}:${target}`;
    return { id, target: { project, target }, overrides: {}, outputs: [], cache: false, parallelism: true };
  });
  return {
    root: '/nowhere',
    cwd: '/nowhere',
    isVerbose: false,
    projectGraph: { nodes: {}, dependencies: {} },
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    taskGraph: {
      roots: [],
      tasks: Object.fromEntries(all.map((task) => [task.id, task])),
      dependencies: {},
      continuousDependencies: {},
    },
  };
}

test('one file holds the plans of one process', () => {
  const run = contextOf(['core', 'docker-build'], ['api-go', 'docker-build'], ['api-go', 'test']);
  expect(() => {
    checkOneProcess([taskOf('core'), taskOf('api-go')], run);
  }).not.toThrow();
  expect(() => {
    checkOneProcess([taskOf('core')], run);
  }).toThrow("plans.json can't hold the plans of api-go as well");
  expect(() => {
    checkOneProcess([{ ...taskOf('core'), options: { dryRun: true, json: true } }], run);
  }).not.toThrow();
});

test('a folder is no file for plans', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-plans-'));
  mkdirSync(join(root, 'plans.json/inner'), { recursive: true });
  const act = (): void => {
    writePlanFile(root, 'plans.json', '[]');
  };
  expect(act).toThrow("the plans can't be written to plans.json");
  rmSync(join(root, 'plans.json'), { recursive: true });
  act();
  expect(readFileSync(join(root, 'plans.json'), 'utf8')).toBe('[]\n');
  rmSync(root, { recursive: true });
});
