/** What became of one image, as far as the closing line tells. */
export interface Outcome {
  readonly project: string;
  readonly kind: 'present' | 'tagged' | 'built' | 'failed' | 'stopped' | 'planned';
  /** Why it was built. */
  readonly why?: string;
}

const order: readonly Outcome['kind'][] = ['present', 'tagged', 'planned', 'built', 'failed', 'stopped'];
const words: Readonly<Record<Outcome['kind'], string>> = {
  present: 'present',
  tagged: 'tagged anew',
  planned: 'to build',
  built: 'built',
  failed: 'failed',
  stopped: 'stopped',
};

/** `5 images: 4 present, 1 built (core: libs/rust/telemetry changed)`; nothing where there were none. */
export function closingLine(outcomes: readonly Outcome[]): string | undefined {
  if (outcomes.length === 0) return undefined;
  const parts = order.flatMap((kind) => {
    const those = outcomes.filter((outcome) => outcome.kind === kind);
    if (those.length === 0) return [];
    const named =
      kind === 'present' || kind === 'tagged'
        ? []
        : those.map(({ project, why }) => (why === undefined ? project : `${project}: ${why}`));
    return [`${String(those.length)} ${words[kind]}${named.length === 0 ? '' : ` (${named.join('; ')})`}`];
  });
  return `${String(outcomes.length)} ${outcomes.length === 1 ? 'image' : 'images'}: ${parts.join(', ')}`;
}
