/** Where MariaDB's programs are on this machine, and what to say when they are not. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface ServerPrograms {
  /** Path of `mariadbd`. */
  readonly server: string;
  /** Path of `mariadb-install-db`. */
  readonly install: string;
}

/** The Debian packages that hold the programs of a private server, and nothing that starts by itself. */
export const SERVER_PACKAGES = ['mariadb-server-core', 'mariadb-client-core'] as const;

/** The server's programs are not installed. The message is two lines that say what to do. */
export class ServerProgramsMissing extends Error {
  constructor() {
    super(
      `MariaDB's server program was not found. On Debian or Ubuntu: apt-get install ${SERVER_PACKAGES.join(' ')}\n` +
        'Or name a MySQL 8 or MariaDB server of your own: DATABASE_URL=mysql://user:password@host:3306/soapstone',
    );
    this.name = 'ServerProgramsMissing';
  }
}

// An ordinary user's PATH on Debian lacks the sbin directories, and Homebrew's is set by the shell only.
const USUAL_PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

const programDirectories = (): string[] => [
  ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
  ...USUAL_PLACES,
];

/**
 * Finds the programs in `directories`, else on the PATH and in the usual places.
 * @throws {ServerProgramsMissing}
 */
export async function findServerPrograms(
  directories: readonly string[] = programDirectories(),
): Promise<ServerPrograms> {
  const [server, install] = await Promise.all([
    firstExecutable(directories, 'mariadbd'),
    firstExecutable(directories, 'mariadb-install-db'),
  ]);
  if (server === undefined || install === undefined) throw new ServerProgramsMissing();
  return { server, install };
}

async function firstExecutable(directories: readonly string[], name: string): Promise<string | undefined> {
  for (const directory of directories) {
    const file = join(directory, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
