import { stringify } from 'yaml';
import { parseMerged, toModel, type Model } from '../merged/model.js';

/** A merged stack made of no more than what a test is about. */
export function modelOf(services: Readonly<Record<string, object>>, rest: object = {}): Model {
  return toModel(parseMerged(stringify({ name: 'shop', services, ...rest })));
}
