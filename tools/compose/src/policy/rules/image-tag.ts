import { example } from '../example.js';
import { parseImageName } from '../known-images.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

/** Tags that are moved on with every release. */
const MOVING = /^(?:latest|stable|main|master|edge|nightly|beta|rolling|lts|mainline)$/;

export const imageTag: Rule = {
  id: 'image-tag',
  title: 'Every image is named with a version',
  why: 'Without a tag, or with one like `latest`, two machines run different programs by the same file, and a restart is an upgrade that nobody decided on.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) => {
    if (service.image === undefined || service.image === '') return undefined;
    const { repository, tag, digest } = parseImageName(service.image);
    if (digest !== undefined || (tag !== undefined && !MOVING.test(tag))) return undefined;
    return {
      at: at('image'),
      what: `${repository} is named ${tag === undefined ? 'without a version' : `by the moving tag "${tag}"`}`,
      fix: 'name the version that was tested, for example `postgres:17.5`',
    };
  }),
  good: [
    example(`
      services:
        cache:
          image: redis:8.10.1
    `),
  ],
  bad: [
    example(`
      services:
        cache:
          image: redis # here
    `),
    example(`
      services:
        cache:
          image: registry.example.com:5000/redis:latest # here
    `),
  ],
};
