import type { StackModel, StackService } from '../model/model.js';
import type { ImageFacts } from './facts.js';
import { parseImageName } from './known-images.js';
import type { RuleInput } from './rule.js';

/** Names of the services that wait for another one, and for what. */
function dependents(model: StackModel, name: string, condition: string): readonly string[] {
  return Object.entries(model.services).flatMap(([other, { depends_on: dependencies }]) =>
    dependencies[name]?.condition === condition ? [other] : [],
  );
}

/** True for a service that does its work and ends: another one waits for its end, or it is only started by hand. */
export function isOneShot(model: StackModel, name: string): boolean {
  const service = model.services[name];
  if (service === undefined) return false;
  if (dependents(model, name, 'service_completed_successfully').length > 0) return true;
  return mayEnd(service) && service.profiles.length > 0 && !declaresHealthcheck(service);
}

/** True where compose leaves a service alone that ended well. */
export function mayEnd({ restart, deploy }: StackService): boolean {
  const condition = deploy?.restart_policy?.condition;
  if (condition !== undefined) return condition === 'none' || condition === 'on-failure';
  return restart === undefined || restart === 'no' || restart.startsWith('on-failure');
}

export function imageFacts({ facts }: RuleInput, service: StackService): ImageFacts | undefined {
  return service.image === undefined ? undefined : facts.images[service.image];
}

/** True where the workspace itself builds the image of a service. */
export function isOwnImage({ facts }: RuleInput, { image, build }: StackService): boolean {
  return build != null || (image !== undefined && facts.ownImages.includes(parseImageName(image).repository));
}

/** True where a service says something of its health; timings alone mean that the image brings the test. */
export function declaresHealthcheck({ healthcheck }: StackService): boolean {
  return healthcheck != null && !isDisabled(healthcheck);
}

function isDisabled({ disable, test }: NonNullable<StackService['healthcheck']>): boolean {
  return disable || test?.[0] === 'NONE';
}

/** Whether a service is asked how it is: by compose or by its image. `unknown` where only the image could tell and is not here. */
export function healthOf(input: RuleInput, service: StackService): 'checked' | 'unchecked' | 'disabled' | 'unknown' {
  const { healthcheck } = service;
  if (healthcheck != null && isDisabled(healthcheck)) return 'disabled';
  if (healthcheck?.test != null && healthcheck.test.length > 0) return 'checked';
  const own = imageFacts(input, service)?.healthcheck;
  if (own !== undefined) return own.length > 0 && own[0] !== 'NONE' ? 'checked' : 'unchecked';
  if (healthcheck != null) return 'checked';
  return isOwnImage(input, service) ? 'unknown' : 'unchecked';
}

/** True where another service's health check asks this one by its name: what has no program to ask itself is asked from beside. */
export function isProbed(model: StackModel, name: string): boolean {
  const asked = new RegExp(`(?:^|[\\s/@"'])${name.replaceAll(/[.-]/g, '\\$&')}(?:[:/]|$)`);
  return Object.entries(model.services).some(
    ([other, { healthcheck }]) => other !== name && healthcheck?.test?.some((word) => asked.test(word)) === true,
  );
}

/** The command line that a service's main process gets, from compose and from its image. */
export function commandLine(input: RuleInput, service: StackService): readonly string[] {
  const facts = imageFacts(input, service);
  const entrypoint = service.entrypoint ?? facts?.entrypoint ?? [];
  // An entrypoint of compose clears the command of the image.
  const command = service.command ?? (service.entrypoint == null ? (facts?.command ?? []) : []);
  return [...entrypoint, ...command];
}

/** The address of a port as others reach it. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:127\.|::1$|localhost$)/.test(address);
}

/** A duration as compose prints it (`1m30s`) in seconds; `undefined` for anything else. */
export function secondsOf(duration: string): number | undefined {
  const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== duration) return undefined;
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
}
