import { exitDone, exitFailed } from './exit-codes.ts';
import { helpOption, readArguments } from './read-arguments.ts';
import type { Streams } from './run-listener.ts';
import { UsageError } from './usage-error.ts';

const camerasFlags = {
  ...helpOption,
  user: { type: 'string' },
  'password-variable': { type: 'string' },
  interface: { type: 'string' },
  'wait-seconds': { type: 'string' },
} as const;

export const camerasHelp = `passerby cameras

Calls for ONVIF cameras in the local network and prints what it finds as blocks for passerby.yaml. Passwords are neither asked for nor printed: they stay in the environment.

      --user NAME                who the cameras know
      --password-variable NAME   the environment variable that holds the password; the blocks name it too
      --interface NAME           the network to call in, such as eth0 (default: all but loopback)
      --wait-seconds N           how long answers are waited for, 1 to 60 (default: 3)
`;

/** `passerby cameras`: gives the exit code, 1 where there is none. */
export async function cameras(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals } = readArguments(argv, camerasFlags);
  if (flags.help) {
    streams.stdout.write(camerasHelp);
    return exitDone;
  }
  if (positionals.length > 0) {
    throw new UsageError(`Expected only options after cameras, received ${JSON.stringify(positionals[0])}.`);
  }
  const named = readLogin(flags.user, flags['password-variable']);
  const timeoutMs = readSeconds(flags['wait-seconds']) * 1000;
  // Other verbs do not wait for the gateway's libraries.
  const { findCameras, Secret, writeCameraBlocks } = await import('@passerby/live');
  const login = named && { ...named, password: new Secret(named.password) };
  const found = await findCameras({
    networkInterface: flags.interface,
    timeoutMs,
    login: login && { user: login.user, password: login.password },
  });
  if (found.length === 0) {
    streams.stderr.write(
      'passerby: No camera answered. Some answer only once ONVIF is switched on in their settings.\n',
    );
    return exitFailed;
  }
  streams.stdout.write(writeCameraBlocks(found, login));
  return exitDone;
}

function readLogin(
  user: string | undefined,
  variable: string | undefined,
): { readonly user: string; readonly variable: string; readonly password: string } | undefined {
  if (user === undefined && variable === undefined) return undefined;
  if (user === undefined || variable === undefined) {
    throw new UsageError('Expected --user and --password-variable together, or neither.');
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
    throw new UsageError('Expected the name of a variable for --password-variable, not the password itself.');
  }
  const password = process.env[variable];
  if (password === undefined || password === '') {
    throw new UsageError(
      `Expected the environment to have ${variable}, which is ${password === '' ? 'empty' : 'not set'}.`,
    );
  }
  return { user, variable, password };
}

function readSeconds(text: string | undefined): number {
  const seconds = Number(text ?? 3);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 60) return seconds;
  throw new UsageError(`Expected 1 to 60 for --wait-seconds, received ${JSON.stringify(text)}.`);
}
