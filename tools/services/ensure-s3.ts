import { installPackages } from './host/apt-install.ts';
import { buildS3Server } from './s3/build-s3-server.ts';
import { findGo, goPackages } from './s3/find-go.ts';

/** Builds the S3 server into the cache, and installs a Go for it where there is none. */
export async function bringUpS3(cache: string, log: (line: string) => void): Promise<void> {
  if (findGo() === undefined) await installPackages(goPackages, { startServices: true, log });
  await buildS3Server(cache, log);
}
