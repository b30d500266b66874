import { absolute, absoluteContext } from './absolute.js';
import { device, fileMount, hostList, mount, port, secretMount } from './long-items.js';
import { namesToMap, pairsToMap, textToList, textToMap } from './shapes.js';
import { child, mapEntry, mapItems, mapValues, textOf, type Traced, type TracedMap } from './traced.js';

/** Turns one value into its long form; `folder` is what relative paths in it start from. */
type Form = (node: Traced, folder: string) => Traced;

/**
 * Writes a fragment in compose's long forms, with the paths in it made absolute, so that merging knows one form only and every path of
 * the merged model is found again. What is malformed stays as it is: compose reports it.
 */
export function toLongForm(tree: TracedMap, folder: string): TracedMap {
  const forms: readonly (readonly [string, Form])[] = [
    ['services', (node) => mapValues(node, (service) => inEach(service, serviceForms, folder))],
    ['networks', (node) => mapValues(node, (network) => inEach(network, { labels: pairsToMap }, folder))],
    [
      'volumes',
      (node) => mapValues(node, (volume) => inEach(boundVolume(volume, folder), { labels: pairsToMap }, folder)),
    ],
    ['secrets', (node) => mapValues(node, (secret) => inEach(secret, { file: absolute }, folder))],
    ['configs', (node) => mapValues(node, (config) => inEach(config, { file: absolute }, folder))],
  ];
  return forms.reduce((result, [key, form]) => mapEntry(result, key, (node) => form(node, folder)), tree);
}

function inEach(node: Traced, forms: Readonly<Record<string, Form>>, folder: string): Traced {
  if (node.kind !== 'map') return node;
  return Object.entries(forms).reduce(
    (result, [key, form]) => mapEntry(result, key, (value) => form(value, folder)),
    node,
  );
}

const buildForms: Readonly<Record<string, Form>> = {
  context: absoluteContext,
  args: pairsToMap,
  labels: pairsToMap,
  additional_contexts: (node, folder) => mapValues(pairsToMap(node), (value) => absoluteContext(value, folder)),
  secrets: (node) => mapItems(node, fileMount),
  extra_hosts: hostList,
};

const serviceForms: Readonly<Record<string, Form>> = {
  annotations: pairsToMap,
  build: (node, folder) => inEach(textToMap(node, 'context'), buildForms, folder),
  configs: (node) => mapItems(node, fileMount),
  depends_on: (node) => namesToMap(node, { condition: 'service_started', required: true }),
  deploy: (node) => inEach(node, { labels: pairsToMap }, ''),
  develop: (node, folder) =>
    inEach(
      node,
      {
        watch: (rules) =>
          mapItems(rules, (rule) => inEach(rule, { path: absolute, include: textToList, ignore: textToList }, folder)),
      },
      folder,
    ),
  devices: (node) => mapItems(node, device),
  dns: textToList,
  dns_search: textToList,
  env_file: (node, folder) =>
    mapItems(textToList(node), (item) => inEach(textToMap(item, 'path'), { path: absolute }, folder)),
  environment: pairsToMap,
  extends: (node, folder) => inEach(textToMap(node, 'service'), { file: absolute }, folder),
  extra_hosts: hostList,
  label_file: (node, folder) => mapItems(textToList(node), (item) => absolute(item, folder)),
  labels: pairsToMap,
  models: (node) => namesToMap(node),
  networks: (node) => namesToMap(node),
  ports: (node) => (node.kind === 'list' ? { ...node, items: node.items.flatMap(port) } : node),
  secrets: (node) => mapItems(node, secretMount),
  sysctls: pairsToMap,
  tmpfs: textToList,
  volumes: (node, folder) => mapItems(node, (item) => mount(item, folder)),
};

/** A local volume that is a bind mount in disguise. */
function boundVolume(volume: Traced, folder: string): Traced {
  if (volume.kind !== 'map' || textOf(child(child(volume, 'driver_opts'), 'o')) !== 'bind') return volume;
  return inEach(volume, { driver_opts: (node) => inEach(node, { device: absolute }, folder) }, folder);
}
