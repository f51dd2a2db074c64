import { readdir, readFile } from 'node:fs/promises';

/** Memory of all of a browser's processes, shared pages counted once, in bytes. They are known by the profile that their command lines name. */
export async function measureMemory(profile: string): Promise<number> {
  let kilobytes = 0;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readIfThere(`/proc/${pid}/cmdline`);
    if (!command.includes(profile)) continue;
    const rollup = await readIfThere(`/proc/${pid}/smaps_rollup`);
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/** Processes come and go. */
async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
