/** Last words of the names of settings that hold a secret; a word may be grown together with one before it, as in PGPASSWORD. */
const SECRET_WORD =
  /(?:password|passwd|passphrase|pass|secret|token|apikey|credential|authorization|cookie)s?$|^(?:auth|pat|pwd|key|keys)$/;

/** What stands before `key` where it is none that opens anything. */
const OPEN_KEYS = ['public', 'primary', 'foreign', 'partition', 'sort', 'routing', 'cache', 'access', 'host', 'map'];

/** Stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** A secret shorter than this is a word that stands in texts for other reasons; and so are those that this finds, whatever their length. */
const SHORTEST = 5;
const COMMON = /^(?:true|false|none|null|\d{1,5})$/i;

/** True for the name of a setting whose value is nobody's business: `DB_PASSWORD`, `x-api-key`, `apiToken`. A path to a secret is none. */
export function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[-_.]+/)
    .filter((word) => !/^\d*$/.test(word));
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (last === 'key' || last === 'keys') {
    // An access key alone is the name of an account; its other half is the secret access key.
    return before !== '' && (!OPEN_KEYS.includes(before) || words.includes('secret'));
  }
  // The folder that a shell is in.
  if (last === 'pwd') return before !== '';
  return SECRET_WORD.test(last);
}

const USERINFO = /([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]*):([^\s/@]+)@/gi;
/** Secrets by name in query strings, connection strings and arguments. */
const NAMED = /\b((?:pass(?:word|wd)?|pwd|secret|(?:access_|api_?)?token|api_?key)=)([^&;\s"']+)/gi;
const ARGUMENT = /(--(?:requirepass|password|pass|token|secret|api-key)[ =])(\S+)/gi;
/** A name and its value, as settings, logs and JSON have them; what stands before the value is the first part. */
const PAIR = /(?<![\w.-])([A-Za-z][\w.-]*)((?:\\?["'])?\s{0,3}[=:]\s{0,3}(?:\\?["'])?)([^\s"'\\&;,}\])]+)/g;
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

/**
 * What takes the given values, passwords in URLs and bearer tokens out of a text. A value of less than five characters, or one like `true`
 * or `8080`, is taken out only where it stands behind the name of a secret: everywhere else it says something else.
 */
export function redactor(values: Iterable<string>): Redact {
  const all = [...new Set([...values].flatMap(linesOf))].filter((value) => value !== '');
  const known = all.filter((value) => !isCommon(value)).sort((a, b) => b.length - a.length);
  const common = new Set(all.filter(isCommon));
  const redactCommon: Redact = (text) =>
    text.replaceAll(PAIR, (pair: string, name: string, between: string, value: string) =>
      common.has(value) && isSecretName(name) ? `${name}${between}${REDACTED}` : pair,
    );
  return (text) => {
    const without = known.reduce((rest, value) => rest.replaceAll(value, REDACTED), text);
    return (common.size === 0 ? without : redactCommon(without))
      .replaceAll(USERINFO, `$1:${REDACTED}@`)
      .replaceAll(NAMED, `$1${REDACTED}`)
      .replaceAll(ARGUMENT, `$1${REDACTED}`)
      .replaceAll(BEARER, `$1 ${REDACTED}`);
  };
}

function isCommon(value: string): boolean {
  return value.length < SHORTEST || COMMON.test(value);
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
