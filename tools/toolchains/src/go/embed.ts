import picomatch from 'picomatch';
import { isInside, joinPath, relativeTo, type Problem } from '@slipway/kit';
import type { FileTree } from '../toolchain.js';

/**
 * Files that Go sources embed although they are left out as test data or documents. The compiler would speak of a pattern that matches
 * nothing, or silently embed less where another file matches it too.
 * @param dropped the files of the projects that the build does not get
 * @param kept those that it gets
 */
export function missingEmbeds(dropped: readonly string[], kept: readonly string[], tree: FileTree): readonly Problem[] {
  return kept
    .filter((path) => path.endsWith('.go'))
    .flatMap((file) => {
      const folder = joinPath(file, '..');
      const candidates = dropped.filter((path) => isInside(path, folder));
      if (candidates.length === 0) return [];
      return embedPatterns(tree.read(file) ?? '').flatMap(({ pattern, line }) =>
        candidates
          .filter((path) => embeds(pattern, relativeTo(folder, path)))
          .map((path) => ({
            what: `it embeds ${path}, which production builds leave out, since it looks like a test or a document`,
            where: { file, line },
            fix: 'give that file another name or folder: tests, testdata, docs and Markdown of a project are left out',
          })),
      );
    });
}

function embedPatterns(text: string): readonly { readonly pattern: string; readonly line: number }[] {
  if (!text.includes('//go:embed')) return [];
  return text.split('\n').flatMap((content, index) => {
    const patterns = /^\s*\/\/go:embed\s+(.+?)\s*$/.exec(content)?.[1]?.match(/"(?:\\.|[^"])*"|`[^`]*`|\S+/g) ?? [];
    return patterns.map((pattern) => ({ pattern: pattern.replace(/^["`]|["`]$/g, ''), line: index + 1 }));
  });
}

/** Whether a pattern takes in a file: by its own path, or by a folder around it, whose hidden files count only after `all:`. */
function embeds(pattern: string, path: string): boolean {
  const everything = pattern.startsWith('all:');
  const matches = picomatch(everything ? pattern.slice('all:'.length) : pattern, { dot: true });
  if (matches(path)) return true;
  const elements = path.split('/');
  return elements.slice(0, -1).some((_, index) => {
    const below = elements.slice(index + 1);
    return matches(elements.slice(0, index + 1).join('/')) && (everything || !below.some((name) => /^[._]/.test(name)));
  });
}
