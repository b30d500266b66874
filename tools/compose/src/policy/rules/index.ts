import type { Rule } from '../rule.js';
import { cpuLimit } from './cpu-limit.js';
import { dropCapabilities } from './drop-capabilities.js';
import { execForm } from './exec-form.js';
import { fileSecrets } from './file-secrets.js';
import { healthcheck } from './healthcheck.js';
import { healthcheckProgram } from './healthcheck-program.js';
import { healthyDependency } from './healthy-dependency.js';
import { imageDigest } from './image-digest.js';
import { imageTag } from './image-tag.js';
import { init } from './init.js';
import { internalDatabases } from './internal-databases.js';
import { logRotation } from './log-rotation.js';
import { loopbackPorts } from './loopback-ports.js';
import { memoryLimit } from './memory-limit.js';
import { noBuild } from './no-build.js';
import { noContainerName } from './no-container-name.js';
import { noDangerousCapabilities } from './no-dangerous-capabilities.js';
import { noDatabasePorts } from './no-database-ports.js';
import { noDevelop } from './no-develop.js';
import { noDockerSocket } from './no-docker-socket.js';
import { noHostNamespaces } from './no-host-namespaces.js';
import { noNewPrivileges } from './no-new-privileges.js';
import { noPrivileged } from './no-privileged.js';
import { noSecretInBuild } from './no-secret-in-build.js';
import { noSecretInCommand } from './no-secret-in-command.js';
import { noSecretInEnvironment } from './no-secret-in-environment.js';
import { noSecretInLabels } from './no-secret-in-labels.js';
import { noSensitiveMounts } from './no-sensitive-mounts.js';
import { noSourceMounts } from './no-source-mounts.js';
import { noUnconfinedProfiles } from './no-unconfined-profiles.js';
import { nonRootUser } from './non-root-user.js';
import { oneShotWait } from './one-shot-wait.js';
import { pidsLimit } from './pids-limit.js';
import { reachablePorts } from './reachable-ports.js';
import { readOnlyRoot } from './read-only-root.js';
import { readableSecrets } from './readable-secrets.js';
import { restartPolicy } from './restart-policy.js';
import { scalableServices } from './scalable-services.js';
import { stopGracePeriod } from './stop-grace-period.js';
import { uniqueHostPorts } from './unique-host-ports.js';

/** Rules that belong together, for their reader. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** Every rule there is; a test holds this list to the files of this folder. */
export const ruleGroups: readonly RuleGroup[] = [
  {
    title: 'Rights of a container',
    rules: [
      noPrivileged,
      dropCapabilities,
      noDangerousCapabilities,
      noNewPrivileges,
      readOnlyRoot,
      nonRootUser,
      noDockerSocket,
      noSensitiveMounts,
      noHostNamespaces,
      noUnconfinedProfiles,
    ],
  },
  {
    title: 'Limits',
    rules: [memoryLimit, cpuLimit, pidsLimit, logRotation],
  },
  {
    title: 'Life and death',
    rules: [
      healthcheck,
      healthcheckProgram,
      healthyDependency,
      oneShotWait,
      restartPolicy,
      stopGracePeriod,
      init,
      execForm,
    ],
  },
  {
    title: 'Images and what is deployed',
    rules: [imageTag, imageDigest, noBuild, noDevelop, noSourceMounts, noContainerName],
  },
  {
    title: 'Networks and ports',
    rules: [scalableServices, loopbackPorts, noDatabasePorts, internalDatabases, reachablePorts, uniqueHostPorts],
  },
  {
    title: 'Secrets',
    rules: [noSecretInEnvironment, noSecretInCommand, noSecretInLabels, noSecretInBuild, fileSecrets, readableSecrets],
  },
];

export const allRules: readonly Rule[] = ruleGroups.flatMap(({ rules }) => rules);
