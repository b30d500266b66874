import type { RegistryAnswer } from './facts.js';

/** What Go's network library says where nobody is there. A refusal in words ("unauthorized", "not found", 403, 429, 503) is an answer. */
const NOBODY_THERE = [
  'no such host',
  'server misbehaving',
  'temporary failure in name resolution',
  'connection refused',
  'connection reset by peer',
  'network is unreachable',
  'no route to host',
  'i/o timeout',
  'tls handshake timeout',
  'context deadline exceeded',
  'client.timeout exceeded',
  'no answer within',
] as const;

/** Reads an engine's answer about an image in a registry: its HTTP status and what it says. */
export function readRegistryAnswer(status: number, message: string): RegistryAnswer {
  const said = message.toLowerCase();
  if (status < 500 || !NOBODY_THERE.some((words) => said.includes(words))) return { kind: 'answers' };
  return { kind: 'unreachable', reason: shorten(message) };
}

/** The last two clauses say what happened: `lookup registry on 10.0.0.2:53: no such host`. The rest is the address that was asked. */
function shorten(message: string): string {
  return message.split(': ').slice(-2).join(': ').trim();
}
