import pc from 'picocolors';
import { stackInMemory } from '../testing/stack.js';
import { checkPolicy } from './check.js';
import { formatReport, reportToJson } from './report.js';
import { allRules } from './rules/index.js';
import { reportToSarif } from './sarif.js';

const SECRET = 'hunter2-the-secret';

test('no report shows the value of a secret, wherever somebody wrote one', () => {
  const stack = stackInMemory({
    texts: {
      'compose.yml': `services:
  api:
    image: api
    container_name: api
    build: { context: ., args: { NPM_TOKEN: ${SECRET} } }
    entrypoint: [sh, -c, "run --password ${SECRET}"]
    command: --token=${SECRET}
    environment:
      PASSWORD: ${SECRET}
      URL: postgres://me:${SECRET}@db/x
      KEY: ghp_${SECRET.replaceAll('-', '')}0000000000000000000000
    labels: { auth.password: ${SECRET} }
    healthcheck: { test: curl -u me:x http://me:${SECRET}@localhost }
    env_file: api.env
    secrets: [token]
    ports: ["80:80"]
secrets:
  token: { environment: TOKEN }
configs:
  page: { content: ${SECRET} }
`,
      'api.env': `DB_PASSWORD=${SECRET}\n`,
    },
    environment: { TOKEN: SECRET },
  });
  for (const environment of ['development', 'production']) {
    const report = checkPolicy(stack, { environment, today: '2026-11-21' });
    expect(report.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining([
        'no-secret-in-environment',
        'no-secret-in-command',
        'no-secret-in-labels',
        'no-secret-in-build',
      ]),
    );
    expect(report.findings.map(({ where }) => where.file)).toContain('api.env');
    for (const shown of [
      formatReport(report, pc.createColors(false)),
      JSON.stringify(reportToJson(report)),
      JSON.stringify(reportToSarif(report, allRules, '0')),
    ]) {
      expect(shown).not.toContain('hunter2');
    }
  }
});
