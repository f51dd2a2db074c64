import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/** Opens an address in the person's browser. Gives whether there was something to open it with. */
export function openBrowser(address: string): Promise<boolean> {
  const [command, ...args] = {
    darwin: ['open', address],
    win32: ['cmd', '/c', 'start', '', address],
  }[platform() as string] ?? ['xdg-open', address];
  return new Promise((resolve) => {
    const child = spawn(command as string, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
