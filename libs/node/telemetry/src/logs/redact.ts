const REDACTED = '[redacted]';

const SENSITIVE_KEYS = [
  'authorization',
  'cookie',
  'set_cookie',
  'password',
  'passwd',
  'secret',
  'token',
  'api_key',
  'apikey',
  'access_token',
  'refresh_token',
  'private_key',
  'client_secret',
];

// Deeper than any log line of ours; what lies below is left out rather than trusted.
const DEEPEST = 8;

/** A copy of a value that is fit for a log: secrets hidden by their key and by their shape, at every depth. */
export function redact(value: unknown): unknown {
  return walk(value, []);
}

/** Hides what looks like a secret in a text: bearer tokens, passwords in URLs, API keys of our own. */
export function redactText(text: string): string {
  return PATTERNS.reduce((redacted, { shape, replacement }) => redacted.replace(shape, replacement), text);
}

/** Whether a field of this name holds a secret: `token`, `db_password`, `X-Api-Key`, `accessToken`. */
export function isSensitive(key: string): boolean {
  const name = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return SENSITIVE_KEYS.some((sensitive) => name === sensitive || name.endsWith(`_${sensitive}`));
}

const PATTERNS: readonly { readonly shape: RegExp; readonly replacement: string }[] = [
  { shape: /\b(bearer)\s+[\w.~+/=-]+/gi, replacement: `$1 ${REDACTED}` },
  // Starts at the literal "://", not at the scheme: trying each letter as a scheme is quadratic on long texts.
  { shape: /(:\/\/[^\s/?#:@]*):[^\s/?#]*@/g, replacement: '$1:***@' },
  { shape: /\bobs_[\w-]{43}/g, replacement: REDACTED },
];

function walk(value: unknown, ancestors: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : walkObject(value, ancestors);
    default:
      return value;
  }
}

function walkObject(value: object, ancestors: readonly object[]): unknown {
  if (ancestors.includes(value)) {
    return '[circular]';
  }
  if (ancestors.length >= DEEPEST) {
    return '[too deep]';
  }
  const path = [...ancestors, value];
  if (turnsIntoJson(value)) {
    return walk(value.toJSON(), path);
  }
  if (Array.isArray(value)) {
    return value.map((item) => walk(item, path));
  }
  const entries =
    value instanceof Map ? [...value].map(([key, item]) => [String(key), item] as const) : fieldsOf(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, isSensitive(key) && item != null ? REDACTED : walk(item, path)]),
  );
}

function turnsIntoJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function fieldsOf(value: object): (readonly [string, unknown])[] {
  // The message of an error is not enumerable, and the one field that is wanted.
  return value instanceof Error
    ? [['type', value.name], ['message', value.message], ...Object.entries(value)]
    : Object.entries(value);
}
