import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/** Asks the system to show a page. Where it cannot nothing happens: the address was printed. */
export function openInBrowser(url: string): void {
  const [command, ...before] =
    platform() === 'win32' ? ['cmd', '/c', 'start', ''] : [platform() === 'darwin' ? 'open' : 'xdg-open'];
  const opening = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  opening.on('error', () => {});
  opening.unref();
}
