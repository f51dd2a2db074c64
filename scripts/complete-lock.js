// Adds to package-lock.json the platform builds that npm left out, and prints how many. Run it after `npm install`.
// npm writes only those optional dependencies into the lock that it could look up (npm/cli#4828, and registries that mirror one
// platform), and then `npm ci` refuses the lock on every platform. The entries hold what the parent's own metadata says: name and
// exact version; which system they are for is in their names.
import { readFile, writeFile } from 'node:fs/promises';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(await readFile(path, 'utf8'));
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
let added = 0;

for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    const parts = name.split('/').at(-1).split('-');
    const system = parts.findIndex((part) => systems.includes(part));
    const isNested = Object.keys(lock.packages).some((key) => key === `${parent}/${place}`);
    if (lock.packages[place] || isNested || system < 0 || !/^\d/.test(version)) continue;
    lock.packages[place] = {
      version,
      ...(dev ? { dev } : {}),
      optional: true,
      os: [parts[system]],
      ...(parts[system + 1] ? { cpu: [parts[system + 1]] } : {}),
    };
    added += 1;
  }
}

const [root, ...others] = Object.keys(lock.packages);
const sorted = [root, ...others.toSorted((a, b) => (a < b ? -1 : 1))];
lock.packages = Object.fromEntries(sorted.map((key) => [key, lock.packages[key]]));
await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} platform builds added to package-lock.json\n`);
