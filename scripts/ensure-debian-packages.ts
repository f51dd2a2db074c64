import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Another test file may be installing at this moment: wait for it. */
const waitForOthers = ['-o', 'DPkg::Lock::Timeout=300'];

/** A file that is there once a package is installed, and the packages that bring it. */
export interface DebianNeed {
  readonly file: string;
  readonly packages: readonly string[];
}

/**
 * Installs Debian packages that tests need, where the files that they bring are missing; nothing where they are all there.
 * @throws Error that names the packages, on machines where they cannot be installed.
 */
export async function ensureDebianPackages(needs: readonly DebianNeed[]): Promise<void> {
  const missing = await findMissing(needs);
  if (missing.length === 0) return;
  const names = missing.flatMap((need) => need.packages);
  try {
    await run('apt-get', ['update', '-qq', ...waitForOthers]);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...waitForOthers, ...names], {
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    throw new Error(`Expected to install ${names.join(' ')} with apt-get. Install it by hand, then test again.`, {
      cause: error,
    });
  }
  const [still] = await findMissing(missing);
  if (still) throw new Error(`Expected ${still.file} after installing ${still.packages.join(' ')}, found none.`);
}

async function findMissing(needs: readonly DebianNeed[]): Promise<DebianNeed[]> {
  const found = await Promise.all(needs.map((need) => exists(need.file)));
  return needs.filter((_, index) => !found[index]);
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
