import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refuses } from '../stack/ports.ts';
import { endThirdParty, oauth } from './command.ts';

describe('./lab oauth', () => {
  test('leaves no process behind: neither after `down` nor when its folder is removed', async () => {
    for (const end of ['down', 'remove'] as const) {
      const folder = mkdtempSync(join(tmpdir(), 'lab-'));
      const { lines } = await oauth({ lab: folder }, ['up']);
      const ports = lines.map((line) => Number(/:(\d+)/.exec(line)?.[1]));
      expect(ports).toHaveLength(3);
      const again = await oauth({ lab: folder }, ['login', 'alice']);
      expect(again.lines.at(-1)).toBe('alice is logged in at the shop');
      if (end === 'down') await endThirdParty({ lab: folder });
      rmSync(folder, { recursive: true, force: true });
      await expect.poll(() => Promise.all(ports.map(refuses))).toEqual([true, true, true]);
    }
  });

  test('says what is wrong with a command, and that nothing is up', async () => {
    const folder = { lab: join(tmpdir(), 'no-lab-is-here') };
    expect((await oauth(folder, ['sing'])).lines[0]).toBe('./lab oauth has no verb "sing"');
    expect((await oauth(folder, ['call'])).exitCode).toBe(2);
    expect(await oauth(folder, ['call', 'alice'])).toEqual({
      ok: false,
      lines: ['no third party is up: ./lab oauth up'],
    });
    expect(existsSync(folder.lab)).toBe(false);
  });

  test('prints nothing that its reader cannot understand', async () => {
    const program = join(import.meta.dirname, 'main.ts');
    const folder = mkdtempSync(join(tmpdir(), 'lab-'));
    const child = spawn(process.execPath, [program], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    expect((await once(child, 'message'))[0]).toEqual({ ready: true });
    child.kill('SIGTERM');
    expect((await once(child, 'close'))[0]).toBe(0);
    expect(printed).toBe('');
    rmSync(folder, { recursive: true });
  });
});
