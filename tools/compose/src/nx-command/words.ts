/**
 * The configuration that somebody asked Nx for on its command line, where that command is about one target of one project. Of several
 * targets or projects at once, not each has every configuration, and that is as Nx means it.
 * @param words of the process that runs Nx, its program among them
 */
export function askedConfiguration(words: readonly string[], project: string, target: string): string | undefined {
  const start = words.findIndex((word) => /(?:^|[\\/])nx(?:\.js|\.cmd)?$/.test(word));
  if (start === -1) return undefined;
  const rest = words.slice(start + 1);
  const spec = new RegExp(`^${escape(project)}:${escape(target)}(?::(.+))?$`);
  const named = rest.map((word) => spec.exec(word)).find((match) => match !== null);
  const isAbout = named !== undefined || (rest.includes(target) && rest.includes(project));
  if (!isAbout) return undefined;
  return named?.[1] ?? optionOf(rest);
}

function optionOf(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === '--') return undefined;
    const joined = /^(?:--configuration=|-c=?)(.+)$/.exec(word)?.[1];
    if (joined !== undefined) return joined;
    if (word === '-c' || word === '--configuration') return words[index + 1];
  }
  return undefined;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
