import type { Problem } from '@slipway/kit';

/** The part of an image's configuration that is checked: https://github.com/opencontainers/image-spec/blob/main/config.md and Docker's health check. */
export interface ImageConfig {
  readonly User?: string;
  readonly StopSignal?: string;
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Healthcheck?: { readonly Test?: readonly string[] };
  readonly Env?: readonly string[] | null;
}

const SECRET_NAME = /(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|CREDENTIALS)$/i;

/** What an image says of itself that production needs otherwise. Names of suspicious variables are told, never their values. */
export function checkConfig(image: string, config: ImageConfig): readonly Problem[] {
  const problems: Problem[] = [];
  const [user = ''] = (config.User ?? '').split(':');
  if (user === '' || user === 'root' || user === '0') {
    problems.push({ what: `${image} runs as root`, fix: 'set USER 65532:65532 in the last stage' });
  } else if (!/^\d+$/.test(user)) {
    problems.push({
      what: `${image} runs as "${user}", of which nobody outside can tell that it is not root`,
      fix: 'name the user by number: USER 65532:65532',
    });
  }
  if ((config.Healthcheck?.Test?.length ?? 0) === 0) {
    problems.push({ what: `${image} has no health check`, fix: 'HEALTHCHECK CMD ["/app/service", "healthcheck"]' });
  } else if (config.Healthcheck?.Test?.[0] === 'CMD-SHELL') {
    problems.push({
      what: `${image} has a health check that needs a shell`,
      fix: 'write it in exec form: HEALTHCHECK CMD ["program", "argument"]',
    });
  }
  const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (command.length === 0) problems.push({ what: `${image} starts nothing`, fix: 'set ENTRYPOINT ["/app/service"]' });
  if (/^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(command[0] ?? '') && command[1] === '-c') {
    problems.push({
      what: `${image} is started by a shell, which does not pass SIGTERM on`,
      fix: 'write ENTRYPOINT and CMD in exec form',
    });
  }
  for (const variable of config.Env ?? []) {
    const [name = '', value = ''] = variable.split('=', 2);
    if (SECRET_NAME.test(name) && value !== '') {
      problems.push({
        what: `${image} carries a value for ${name} in its environment`,
        fix: 'give it at run time, best as a file (NAME_FILE)',
      });
    }
  }
  return problems;
}
