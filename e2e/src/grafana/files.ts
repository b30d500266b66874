import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { dashboardSchema, type Dashboard } from '../provisioning/dashboard.js';
import { dataSourcesSchema, type DataSources } from '../provisioning/grafana.js';
import { repository } from '../workspace.js';

const folder = join(repository, 'compose/infrastructure/grafana');

/** Names of the dashboards' files. */
export const dashboardFiles: readonly string[] = readdirSync(join(folder, 'dashboards')).sort();

/** A dashboard by the name of its file. @throws ZodError where it is none */
export function readDashboard(file: string): Dashboard {
  return dashboardSchema.parse(JSON.parse(readFileSync(join(folder, 'dashboards', file), 'utf8')));
}

/** The data sources that Grafana is given. @throws ZodError where the file holds none */
export function readDataSources(): DataSources['datasources'] {
  return dataSourcesSchema.parse(parse(readFileSync(join(folder, 'provisioning/datasources.yml'), 'utf8'))).datasources;
}
