/** What became of a text: a value, or the reason why there is none. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** What a setting is when nobody sets it. */
export type Unset<T> =
  { readonly kind: 'required' } | { readonly kind: 'default'; readonly value: T; readonly shown: string };

/** One variable of the environment, and how its text becomes a value. */
export interface Setting<T> {
  readonly name: string;
  /** Completes "expected: …". */
  readonly expected: string;
  readonly whenUnset: Unset<T>;
  readonly parse: (text: string) => Parsed<T>;
}

/** What all kinds of settings can be told. */
export interface SettingOptions<T> {
  /** Makes the setting optional. */
  readonly default?: T;
}

export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function reject(reason: string): Parsed<never> {
  return { ok: false, reason };
}

/** What the options make of a setting that nobody sets; `show` writes a default as a user would. */
export function whenUnset<T>(options: SettingOptions<T>, show: (value: T) => string = String): Unset<T> {
  return options.default === undefined
    ? { kind: 'required' }
    : { kind: 'default', value: options.default, shown: show(options.default) };
}

/** The same setting, which may stay unset and is undefined then; `shown` says what that means. */
export function optional<T>(setting: Setting<T>, shown = 'none'): Setting<T | undefined> {
  return { ...setting, whenUnset: { kind: 'default', value: undefined, shown } };
}
