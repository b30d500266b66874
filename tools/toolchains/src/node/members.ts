import picomatch from 'picomatch';

/**
 * Tells the members of a workspace by the globs of its root, as npm does: `!` takes out, and a later glob calls back what an earlier `!`
 * names word for word; nothing in node_modules counts.
 * @returns whether a folder, relative to the workspace root, is a member
 */
export function memberMatcher(globs: readonly string[]): (folder: string) => boolean {
  const { included, excluded } = sortGlobs(globs);
  const isIncluded = picomatch([...included]);
  const isExcluded = picomatch([...excluded, '**/node_modules/**']);
  return (folder) => isIncluded(folder) && !isExcluded(folder) && !isExcluded(`${folder}/`);
}

function sortGlobs(globs: readonly string[]): {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
} {
  const included: string[] = [];
  let excluded: string[] = [];
  for (const glob of globs) {
    const bangs = /^!*/.exec(glob)?.[0].length ?? 0;
    const plain = glob
      .slice(bangs)
      .replaceAll('\\', '/')
      .replace(/^\.?\/+/, '')
      .replace(/\/+$/, '');
    if (bangs % 2 === 1) {
      excluded.push(plain);
    } else {
      excluded = excluded.filter((pattern) => !picomatch.isMatch(plain, pattern));
      included.push(plain);
    }
  }
  return { included, excluded };
}
