// Before a package is packed: the Dockerfiles of docker/ go into it, for workspaces that have none of their own.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';

const from = new URL('../docker/', import.meta.url);
const to = new URL('./images/dockerfiles/', import.meta.url);
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from).filter((file) => file.endsWith('.Dockerfile'))) {
  cpSync(new URL(name, from), new URL(name, to));
}
