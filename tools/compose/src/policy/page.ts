import type { Example, Rule } from './rule.js';
import { ruleGroups } from './rules/index.js';
import { environments } from './severity.js';
import { POLICY_FILE } from './waivers.js';

const HEAD = `# Policy

<!-- Written by \`npm run docs -w @slipway/compose\` from the rules in tools/compose/src/policy/rules. -->

\`npx nx check stack -c production\` holds the merged configuration of an environment, all profiles in it, against the rules below; \`npx nx up stack\` does so before it starts anything. A finding
names the file and the line that set the value, through \`include\`, \`extends\`, anchors and overrides.

| option        | does                                                                                                    |
| ------------- | ------------------------------------------------------------------------------------------------------- |
| \`--fix\`       | mends what needs no decision, in the file that says it; comments, order and quotes stay                 |
| \`--strict\`    | warnings fail too                                                                                       |
| \`--json\`      | the report as data on standard output                                                                   |
| \`--sarif=FILE\` | the report in SARIF 2.1.0 too, for code scanning                                                        |

How much a rule weighs depends on the environment. One that is called neither development, staging, production, test nor debug is held to what production is.

What is known of images (user, health check, entrypoint) is asked from the engine where they are there. Images that are listed in \`images.lock.json\`, at the root or beside the compose files,
count as held to a digest.

## Waivers

A finding that has to be lived with for a while is waived in \`${POLICY_FILE}\`, with a reason and a last day:

\`\`\`yaml
waivers:
  - rule: read-only-root
    service: admin # without it: any service
    environments: [staging] # without them: any environment
    reason: writes its settings beside its program until version 3
    until: 2027-03-31
\`\`\`

A waiver that ended is an error, one that nothing needs a warning. Waived findings are counted in the report, and are suppressed results in SARIF.
`;

/** The page that tells of every rule, as text of docs/policy.md. */
export function renderPage(): string {
  return [
    HEAD,
    renderOverview(),
    ...ruleGroups.flatMap(({ title, rules }) => [`## ${title}\n`, ...rules.map(renderRule)]),
  ].join('\n');
}

function renderOverview(): string {
  const rows = ruleGroups.flatMap(({ rules }) =>
    rules.map(({ id, severity }) => [
      `[\`${id}\`](#${id})`,
      ...environments.map((environment) => (severity[environment] === 'off' ? '-' : severity[environment])),
    ]),
  );
  return `## Overview\n\n${renderTable([['rule', ...environments], ...rows])}\n`;
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

function renderRule({ id, title, why, good, bad }: Rule): string {
  return [
    `### ${id}\n`,
    `${title}. ${why}\n`,
    'Not this; the finding is where it says `here`:\n',
    ...bad.map(renderExample),
    'But this:\n',
    ...good.map(renderExample),
  ].join('\n');
}

function renderExample({ compose, facts, environment }: Example): string {
  const known = facts === undefined ? '' : `# where this is known: ${JSON.stringify(facts)}\n`;
  const where = environment === undefined ? '' : `# in the environment ${environment}\n`;
  return `\`\`\`yaml\n${where}${known}${compose}\`\`\`\n`;
}
