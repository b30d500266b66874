import { isSecretName } from '../../merged/secrets.js';
import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { secretIn } from '../secret-text.js';
import { warnedEverywhere } from '../severity.js';

/** `traefik.http.middlewares.x.basicauth.users` is read by its last word. */
function lastWord(label: string): string {
  return label.split(/[./]/).at(-1) ?? label;
}

export const noSecretInLabels: Rule = {
  id: 'no-secret-in-labels',
  title: 'No secret stands in a label',
  why: 'Labels are shown by every listing of containers, and read by whatever watches the engine.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    Object.entries(service.labels).flatMap(([label, value]) => {
      if (value === null || value === '') return [];
      const secret = isSecretName(lastWord(label)) ? 'a secret' : secretIn(value);
      return secret === undefined
        ? []
        : [
            {
              at: at('labels', label),
              what: `the label ${label} looks like ${secret}`,
              fix: 'take it out; give what reads the label a file instead',
            },
          ];
    }),
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          labels:
            com.example.team: platform
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          labels:
            com.example.team: platform
            com.example.api-token: example # here
    `),
  ],
};
