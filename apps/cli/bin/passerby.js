#!/usr/bin/env node
// Committed as it is: npm links a bin at install time only where the file is there already, so this one cannot come from a build.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const cli = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(cli, 'dist', 'main.js');
const workspace = join(cli, '..', '..');
const packages = ['packages/engine', 'packages/node', 'packages/web', 'packages/street', 'apps/live', 'apps/cli'];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  stop(`Passerby needs Node 20.19 or newer; this is ${process.versions.node}.`);
// Only a checkout lacks builds; the published package holds one.
const isCheckout = existsSync(join(cli, 'src', 'main.ts')) && existsSync(join(workspace, 'tsconfig.json'));
if (isCheckout && packages.some((name) => !existsSync(join(workspace, name, 'dist', 'main.js')))) build();

process.on('uncaughtException', (error) => {
  // A reader that closed its end of the pipe (`| head`) needs no words. Workers clean up when this process is gone.
  if (error.code !== 'EPIPE') {
    process.stderr.write('passerby: An unexpected error: this is a bug in Passerby (PASSERBY_DEBUG=1 shows more).\n');
    if (process.env.PASSERBY_DEBUG) process.stderr.write(`${error.stack}\n`);
  }
  process.exit(1);
});
const { main } = await import(pathToFileURL(built).href);
process.exitCode = await main(process.argv.slice(2));

/** Builds the checkout once. All of its words go to stderr: stdout may be read by a program (`--json`). */
function build() {
  let compiler;
  try {
    compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    stop('Passerby is not built and its compiler is not installed: run `npm ci` first.');
  }
  process.stderr.write('Building Passerby (once)…\n');
  const projects = packages.map((name) => join(workspace, name));
  const { status } = spawnSync(process.execPath, [compiler, '-b', ...projects], { stdio: ['ignore', 2, 2] });
  if (status !== 0) stop('Passerby could not be built; the lines above say why.');
}

/** @param {string} sentence */
function stop(sentence) {
  process.stderr.write(`passerby: ${sentence}\n`);
  process.exit(1);
}
