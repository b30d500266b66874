/** Names of settings that hold a secret, compared without case and with `-` as `_`. */
const SECRET_WORDS = [
  'authorization',
  'cookie',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'api_key',
  'apikey',
  'private_key',
  'secret_key',
  // An access key alone is the name of an account: AWS_ACCESS_KEY_ID, ROOT_ACCESS_KEY.
  'secret_access_key',
  'encryption_key',
  'signing_key',
  'credential',
  'credentials',
  'auth',
];

/** Stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** A secret shorter than this is a word that stands in texts for other reasons. */
const SHORTEST = 5;

/** True for the name of a setting whose value is nobody's business: `DB_PASSWORD`, `x-api-key`. A path to a secret is none. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll('-', '_');
  if (/_(?:file|path|dir|url|host|port|name|id|ttl|type|enabled)$/.test(plain)) return false;
  // The folder that a shell is in has this name too.
  if (plain.endsWith('_pwd')) return true;
  return SECRET_WORDS.some((word) => plain === word || plain.endsWith(`_${word}`) || plain.endsWith(`${word}s`));
}

const USERINFO = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):([^\s/@]+)@/gi;
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;

/** The secrets in some settings: the values with a secret's name, and passwords in URLs. */
export function secretValues(settings: Readonly<Record<string, string | null>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (value === null || value === '') return [];
    const inUrls = [...value.matchAll(USERINFO)].map((match) => match[2] ?? '');
    return isSecretName(name) ? [value, ...inUrls] : inUrls;
  });
}

/** Takes secrets out of texts. */
export type Redact = (text: string) => string;

/** What takes the given values, passwords in URLs and bearer tokens out of a text, whole values only where they are long enough to tell. */
export function redactor(values: Iterable<string>): Redact {
  const known = [...new Set([...values].flatMap(linesOf))]
    .filter((value) => value.length >= SHORTEST && !/^(?:true|false|none|null|\d{1,5})$/i.test(value))
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const without = known.reduce((rest, value) => rest.replaceAll(value, REDACTED), text);
    return without.replaceAll(USERINFO, `$1:${REDACTED}@`).replaceAll(BEARER, `$1 ${REDACTED}`);
  };
}

/** A key in PEM is printed line by line. */
function linesOf(value: string): readonly string[] {
  const trimmed = value.trim();
  return trimmed.includes('\n') ? [trimmed, ...trimmed.split('\n').map((line) => line.trim())] : [trimmed];
}

/** Plain data with the values of secret-looking keys, and all known secrets, taken out. */
export function redactData(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactPair(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [key, redactEntry(key, inner, redact)]),
  );
}

function redactEntry(key: string, inner: unknown, redact: Redact): unknown {
  const isValue = typeof inner === 'string' || typeof inner === 'number';
  return isValue && inner !== '' && isSecretName(key) ? REDACTED : redactData(inner, redact);
}

/** `NAME=value`, as lists of arguments and settings have it, and `--name=value`. */
function redactPair(item: unknown, redact: Redact): unknown {
  if (typeof item !== 'string') return redactData(item, redact);
  const match = /^(-{0,2}([A-Za-z_][\w.-]*)=)(.+)$/s.exec(item);
  return match?.[2] !== undefined && isSecretName(match[2]) ? `${match[1] ?? ''}${REDACTED}` : redact(item);
}
