import { extract } from 'tar-stream';
import { openDocker } from '../docker.js';

/** An image's files with their sizes in bytes. */
export type Listing = Readonly<Record<string, number>>;

/** The regular files of a container's file system with their sizes, without writing any of it to disk. */
export async function readTarListing(container: string): Promise<Listing> {
  const listing: Record<string, number> = {};
  const unpack = extract();
  const { stdout, ended } = openDocker(['export', container]);
  stdout.pipe(unpack);
  for await (const entry of unpack) {
    const { name, size, type } = entry.header;
    if (type === 'file') listing[`/${name}`] = size;
    entry.resume();
  }
  await ended;
  return listing;
}
