import { formatSize } from '@slipway/images';
import type { Model } from '../merged/model.js';
import type { Usage } from '../observe/stats.js';
import { endpointsOf } from '../ports/endpoints.js';
import type { Column } from '../terminal/table.js';
import { describeAwaited, describeState } from '../wait/describe.js';
import type { StackView } from '../wait/look.js';
import { awaitedBy, type ServiceState } from '../wait/state.js';

/** One service as `ps` shows it. */
export interface Row {
  readonly service: string;
  /** What it is: a kind of state. */
  readonly state: string;
  /** The same in words, with why. */
  readonly detail: string;
  readonly waitsFor: readonly string[];
  readonly restarts: number;
  readonly ports: readonly string[];
  /** Missing where not all of its containers have been measured twice. */
  readonly cpuPercent?: number;
  readonly memoryBytes?: number;
}

/** What rows are made of. */
export interface RowFacts {
  readonly model: Pick<Model, 'services'> & Model;
  readonly view: StackView;
  readonly usage: ReadonlyMap<string, Usage>;
  readonly engineHost: string;
  readonly redact: (text: string) => string;
}

/** A row for each service that is there, or that no profile keeps away. */
export function rowsOf(facts: RowFacts): readonly Row[] {
  const { model, view } = facts;
  return [...view.states]
    .filter(([name, { kind }]) => kind !== 'absent' || (model.services[name]?.profiles.length ?? 0) === 0)
    .map(([name, state]) => rowOf(name, state, facts));
}

function rowOf(name: string, state: ServiceState, { model, view, usage, engineHost, redact }: RowFacts): Row {
  const containers = view.containers.filter(({ service }) => service === name);
  const used = containers.flatMap(({ id }) => usage.get(id) ?? []);
  const awaited = state.kind === 'absent' || state.kind === 'created' ? awaitedBy(name, model, view.states) : [];
  return {
    service: name,
    state: state.kind,
    detail: redact(describeState(state, awaited)),
    waitsFor: awaited.map((one) => describeAwaited([one])),
    restarts: containers.reduce((sum, { id }) => sum + (view.details.get(id)?.restarts ?? 0), 0),
    ports: endpointsOf(model, containers, engineHost).map(
      ({ host, hostPort, port, protocol }) =>
        `${host}:${String(hostPort)}->${String(port)}${protocol === 'tcp' ? '' : `/${protocol}`}`,
    ),
    ...(used.length === 0 ? {} : sumOf(used)),
  };
}

/** What several take together; of processors nothing is said where one of them is not known. */
function sumOf(used: readonly Usage[]): Totals {
  const memoryBytes = used.reduce((sum, { memoryBytes: one }) => sum + one, 0);
  const shares = used.flatMap(({ cpuPercent }) => cpuPercent ?? []);
  if (shares.length < used.length) return { memoryBytes };
  return { memoryBytes, cpuPercent: shares.reduce((sum, share) => sum + share, 0) };
}

/** Stands for what has not been measured yet. */
const UNKNOWN = '–';

export const columns: readonly Column[] = [
  { title: 'service' },
  { title: 'state' },
  { title: 'restarts', align: 'right' },
  { title: 'CPU', align: 'right' },
  { title: 'memory', align: 'right' },
  { title: 'ports' },
];

/** A row's cells, in the order of the columns. */
export function cellsOf({ service, detail, restarts, cpuPercent, memoryBytes, ports }: Row): readonly string[] {
  return [
    service,
    detail,
    restarts === 0 ? '' : String(restarts),
    cpuPercent === undefined ? (memoryBytes === undefined ? '' : UNKNOWN) : `${cpuPercent.toFixed(1)} %`,
    memoryBytes === undefined ? '' : formatSize(memoryBytes),
    ports.join(' '),
  ];
}

/** What the whole stack takes. */
export type Totals = Usage;

/** Sums up what all services take. */
export function totalsOf(rows: readonly Row[]): Totals {
  return sumOf(
    rows.flatMap(({ cpuPercent, memoryBytes }) =>
      memoryBytes === undefined ? [] : [{ memoryBytes, ...(cpuPercent === undefined ? {} : { cpuPercent }) }],
    ),
  );
}

/** `in all: memory 812 MB, CPU 3.1 % of 2 cores` */
export function renderTotals({ cpuPercent, memoryBytes }: Totals, cores: number): string {
  const share = cpuPercent === undefined ? UNKNOWN : `${(cpuPercent / cores).toFixed(1)} %`;
  return `in all: memory ${formatSize(memoryBytes)}, CPU ${share} of ${String(cores)} ${cores === 1 ? 'core' : 'cores'}`;
}
