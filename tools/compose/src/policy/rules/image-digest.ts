import { example } from '../example.js';
import { parseImageName } from '../known-images.js';
import { eachService, type Rule } from '../rule.js';
import { isOwnImage } from '../services.js';

export const imageDigest: Rule = {
  id: 'image-digest',
  title: "Other people's images are held to a digest",
  why: 'A tag can be pushed again. A digest names the bytes that were tested; `images.lock.json` holds it for every image that is listed there. Images of the workspace have their digest in their receipt.',
  severity: { development: 'off', staging: 'warning', production: 'error', test: 'off', debug: 'off' },
  check: eachService((input) => {
    const { service, facts, at } = input;
    const { image } = service;
    if (image === undefined || parseImageName(image).digest !== undefined || isOwnImage(input, service))
      return undefined;
    if (facts.lockedImages.includes(image)) return undefined;
    return {
      at: at('image'),
      what: `nothing holds ${image} to a digest`,
      fix: `write npx slipway lock update ${image}, or name the image with @sha256:…`,
    };
  }),
  good: [
    example(`
      services:
        cache:
          image: redis:8.10.1@sha256:0000000000000000000000000000000000000000000000000000000000000000
    `),
    example(
      `
      services:
        cache:
          image: redis:8.10.1
    `,
      { facts: { lockedImages: ['redis:8.10.1'] } },
    ),
    example(
      `
      services:
        api:
          image: acme/api:1.4
    `,
      { facts: { ownImages: ['acme/api'] } },
    ),
  ],
  bad: [
    example(`
      services:
        cache:
          image: redis:8.10.1 # here
    `),
  ],
};
