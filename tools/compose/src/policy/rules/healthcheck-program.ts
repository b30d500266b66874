import { example } from '../example.js';
import { isKnownToLack } from '../known-images.js';
import { eachService, type Rule, type ServiceInput } from '../rule.js';
import { imageFacts } from '../services.js';
import { everywhere } from '../severity.js';

/** The programs that a test starts, as far as its text tells: the shell, and the first word of what that runs. */
export function programsOf(test: readonly string[]): readonly string[] {
  const [form, program, ...rest] = test;
  if (form === 'CMD') return program === undefined ? [] : [program, ...(isShell(program) ? inScript(rest) : [])];
  return form === 'CMD-SHELL' ? ['sh', ...inScript(test)] : [];
}

function isShell(program: string): boolean {
  return /(?:^|\/)(?:ba|da|a)?sh$/.test(program);
}

function inScript(words: readonly string[]): readonly string[] {
  const first = words.at(-1)?.trim().split(/\s+/)[0] ?? '';
  return /^[\w./-]+$/.test(first) && !['exit', 'test', 'echo', 'exec', 'if', 'set'].includes(first) ? [first] : [];
}

function isMissing(program: string, image: string, input: ServiceInput): boolean {
  const known = imageFacts(input, input.service)?.programs?.[program];
  return known === undefined ? isKnownToLack(image, program) : !known;
}

export const healthcheckProgram: Rule = {
  id: 'healthcheck-program',
  title: 'The program of a health check is in the image',
  why: 'Small images bring no curl, no wget and no shell. The check then fails for ever, and the service with it, though nothing is wrong with it.',
  severity: everywhere,
  check: eachService((input) => {
    const { service, at } = input;
    const { image } = service;
    const missing = programsOf(service.healthcheck?.test ?? []).find(
      (program) => image !== undefined && isMissing(program, image, input),
    );
    return missing === undefined
      ? undefined
      : {
          at: at('healthcheck', 'test'),
          what: `its health check starts ${missing}, which ${image ?? ''} does not have`,
          fix: 'use a program of the image itself (its own client, or a `healthcheck` argument of the service)',
        };
  }),
  good: [
    example(`
      services:
        models:
          image: ollama/ollama:0.32.15
          healthcheck:
            test: [CMD, ollama, list]
    `),
  ],
  bad: [
    example(`
      services:
        models:
          image: ollama/ollama:0.32.15
          healthcheck:
            test: [CMD, curl, -f, "http://localhost:11434"] # here
    `),
    example(
      `
      services:
        api:
          image: example/api:1.4
          healthcheck:
            test: wget -q --spider http://localhost:8080/health # here
    `,
      {
        facts: {
          images: {
            'example/api:1.4': { healthcheck: [], entrypoint: [], command: [], programs: { sh: true, wget: false } },
          },
        },
      },
    ),
  ],
};
