/** Forms that keys and tokens of well-known issuers have. */
const TOKENS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['an API key', /\bsk-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./],
];

const USERINFO = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i;

/** Says what kind of secret stands in a text; `undefined` where none is seen. Never gives the secret itself. */
export function secretIn(text: string): string | undefined {
  // `${NAME}` is filled in by the program, and a file is where a secret belongs.
  const userinfo = USERINFO.exec(text)?.[1];
  if (userinfo !== undefined && !/^(?:\$|%|<|\[?redacted)/i.test(userinfo)) return 'a password in a URL';
  return TOKENS.find(([, form]) => form.test(text))?.[0];
}

const SECRET_OPTION =
  /^--?(?:[\w-]*-)?(?:password|passwd|passphrase|secret|token|api-?key|requirepass|masterauth|pass)$/i;

/** The option in a command line that a secret is given by, with its value in the same or the next word. */
export function secretOption(words: readonly string[]): string | undefined {
  const found = words.findIndex((word, index) => {
    const [option = '', value = words[index + 1] ?? ''] = word.split('=', 2);
    return SECRET_OPTION.test(option) && value !== '' && !/^(?:-|\$|\/run\/secrets\/)/.test(value);
  });
  return found === -1 ? undefined : words[found]?.split('=')[0];
}
