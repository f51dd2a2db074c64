import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { program, runPasserby } from './run-passerby.ts';

describe('passerby studio', () => {
  it('serves the studio on this machine, says where in one JSON line, and ends well when told to', async () => {
    const child = spawn(process.execPath, [program, 'studio', '--no-open', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const reader = createInterface(child.stdout);
    reader.on('line', (line) => lines.push(line));
    await once(reader, 'line');
    const { event, web } = JSON.parse(lines[0] ?? '') as { event: string; web: string };
    expect(event).toBe('ready');
    expect(web).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const response = await fetch(web);
    expect(await response.text()).toContain('<div id="studio">');
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
  });

  it.each([
    [['--port', 'http'], 'Expected a number from 0 to 65535 for --port, received "http".'],
    [['--port', '65536'], 'Expected a number from 0 to 65535 for --port, received "65536".'],
    [['street.jpg'], 'Expected nothing after studio, received "street.jpg": files are chosen in the page.'],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { exitCode, stderr } = await runPasserby(['studio', ...args], tmpdir());
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
