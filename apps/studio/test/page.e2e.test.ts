import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Box } from '@passerby/engine';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../scripts/launch-chromium.ts';
import { buildSite, namedFile, openStudio, waitForState, type OpenedStudio, type OpenOptions } from './open-studio.ts';

// The page alone, with a job that needs no models: what people see and do. The whole way with real files is in `studio.e2e.test.ts`.

const input = 'input[type=file]';
let site: string;
let browser: Browser;

beforeAll(async () => {
  [site, browser] = await Promise.all([buildSite('double'), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await rm(site, { recursive: true });
});

/** What axe finds, one line per violation. */
async function findViolations(page: Page): Promise<readonly string[]> {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // A colour on its way to another is no contrast to be judged.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(await readFile(path, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { readonly axe: { run: () => Promise<{ violations: readonly any[] }> } };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }: any) => target.join(' ')).join(', ')}`);
  });
}

function open(options: OpenOptions = {}): Promise<OpenedStudio> {
  return openStudio(site, { browser, ...options });
}

async function openReview(names: readonly string[], width = 1280, query = ''): Promise<OpenedStudio> {
  const studio = await open({ width, query });
  await studio.page.setInputFiles(input, names.map(namedFile));
  await waitForState(studio.page, 'ready', 'failed');
  return studio;
}

/** Draws a box from one share of the picture's width and height to another, with a pointer. Gives the picture's place in the page. */
async function drawBox(page: Page, from: number, to: number): Promise<Box> {
  const picture = (await page.locator('.picture').boundingBox()) as Box;
  await page.keyboard.press('d');
  await page.mouse.move(picture.x + picture.width * from, picture.y + picture.height * from);
  await page.mouse.down();
  await page.mouse.move(picture.x + picture.width * to, picture.y + picture.height * to, { steps: 4 });
  await page.mouse.up();
  return picture;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const rows = (page: Page): ReturnType<Page['locator']> => page.locator('.row-main');

describe('the first page', () => {
  it('holds one file input and is idle', async () => {
    await using studio = await open();
    expect(await studio.page.locator(input).count()).toBe(1);
    expect(await studio.page.textContent('[data-testid=state]')).toBe('idle');
  });

  it('works offline after the first visit, isolated, from a host that sends no headers', async () => {
    await using studio = await open({ hasHeaders: false });
    await studio.page.waitForSelector('.offline.is-ready');
    await studio.page.waitForFunction(() => crossOriginIsolated);
    await studio.served.close();
    await studio.page.reload();
    expect(await studio.page.textContent('h1')).toContain('Hide everyone');
    expect(await studio.page.evaluate(() => crossOriginIsolated)).toBe(true);
  });
});

describe('Burmese', () => {
  it('is drawn with the font that the page brings, bold words too', async () => {
    await using studio = await open({ query: '?lang=my' });
    const { page, context } = studio;
    await page.waitForSelector('.offline.is-ready');
    const session = await context.newCDPSession(page);
    await session.send('DOM.enable');
    await session.send('CSS.enable');
    const { root } = await session.send('DOM.getDocument');
    const { nodeIds } = await session.send('DOM.querySelectorAll', {
      nodeId: root.nodeId,
      selector: 'h1, h2, .lead, .drop button',
    });
    expect(nodeIds.length).toBeGreaterThan(5);
    for (const nodeId of nodeIds) {
      const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
      // Spaces are the system's; letters that no font has would be, too, and there are more of them.
      const [most] = fonts.toSorted((a, b) => b.glyphCount - a.glyphCount);
      expect(most?.isCustomFont).toBe(true);
    }
  });
});

describe('accessibility', () => {
  it.each(['', '?lang=es', '?lang=my'])('axe finds nothing on the first page %s', async (query) => {
    await using studio = await open({ query });
    expect(await findViolations(studio.page)).toEqual([]);
  });

  it.each([
    ['photo.jpg', 'light', 1280],
    ['photo.jpg', 'dark', 1280],
    ['clip.mp4', 'light', 1280],
    ['clip.mp4', 'dark', 360],
    ['empty.jpg', 'dark', 1280],
    ['fail-inference.jpg', 'light', 1280],
  ] as const)('axe finds nothing in the review of %s, %s, %d px wide', async (name, colours, width) => {
    await using studio = await openReview([name], width);
    await studio.page.emulateMedia({ colorScheme: colours });
    if (name !== 'fail-inference.jpg' && name !== 'empty.jpg') await rows(studio.page).first().click();
    expect(await findViolations(studio.page)).toEqual([]);
    for (const tab of ['how', 'save']) {
      await studio.page.click(`#tab-${tab}`);
      expect(await findViolations(studio.page)).toEqual([]);
    }
  });

  it('axe finds nothing in the dialogs', async () => {
    await using studio = await openReview(['photo.jpg']);
    await studio.page.getByRole('button', { name: 'Keys' }).click();
    expect(await findViolations(studio.page)).toEqual([]);
    await studio.page.keyboard.press('Escape');
    await rows(studio.page).first().click();
    await studio.page.keyboard.press('k');
    expect(await findViolations(studio.page)).toEqual([]);
  });

  it.each([360, 1280, 2560])(
    'needs no sideways scrolling at %d px, in any language, from right to left too',
    async (width) => {
      await using studio = await openReview(['clip.mp4', 'photo-with-a-rather-long-name-that-goes-on.jpg'], width);
      for (const language of ['en', 'es', 'my']) {
        await studio.page.selectOption('.language select', language);
        for (const direction of ['ltr', 'rtl']) {
          const overflow = await studio.page.evaluate((dir) => {
            document.documentElement.dir = dir;
            return document.documentElement.scrollWidth - innerWidth;
          }, direction);
          expect(overflow).toBeLessThanOrEqual(0);
        }
      }
    },
  );
});

describe('the review of a photo', () => {
  it('is done by keyboard alone: choose, keep with a reason, draw, move, undo, save', async () => {
    await using studio = await open({ query: '?save=download' });
    const { page } = studio;
    const { keyboard } = page;
    const chooser = page.waitForEvent('filechooser');
    const focused = page.locator('button:focus');
    for (let press = 0; press < 12 && (await focused.allTextContents())[0] !== 'Choose files'; press++) {
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await (await chooser).setFiles(namedFile('photo.jpg'));
    await waitForState(page, 'ready');
    for (let press = 0; press < 40 && (await page.locator('.row-main:focus').count()) === 0; press++) {
      await keyboard.press('Tab');
    }
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await keyboard.press('k');
    await page.locator('dialog input:focus').waitFor();
    await keyboard.type('the speaker');
    await keyboard.press('Enter');
    expect(await page.locator('.row.is-kept').textContent()).toContain('the speaker');
    await keyboard.press('a');
    expect(await page.locator('.regions .is-selected').count()).toBe(1);
    const before = await page.locator('.regions .is-selected').getAttribute('x');
    for (let press = 0; press < 4; press++) await keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.regions .is-selected').getAttribute('x')).not.toBe(before);
    await keyboard.press('Delete');
    expect(await page.locator('.row').count()).toBe(3);
    await keyboard.press('Control+z');
    expect(await page.locator('.row').count()).toBe(4);
    const download = page.waitForEvent('download');
    await keyboard.press('Control+s');
    expect((await download).suggestedFilename()).toBe('photo.hidden.jpg');
    await waitForState(page, 'ready');
    const plan = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(plan.tracks.map(({ kind, keep }: any) => [kind, keep?.reason])).toEqual(
      expect.arrayContaining([
        ['face', 'the speaker'],
        ['region', undefined],
      ]),
    );
  });

  it('draws, resizes and deletes with a pointer, and zooms about it', async () => {
    await using studio = await openReview(['photo.jpg']);
    const { page } = studio;
    const box = await drawBox(page, 0.7, 0.9);
    const drawn = page.locator('.regions .is-selected');
    expect(Number(await drawn.getAttribute('width'))).toBeGreaterThan(100);
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.9);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.95, box.y + box.height * 0.95, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Number(await drawn.getAttribute('width'))).toBeGreaterThan(140);
    await page.mouse.wheel(0, -400);
    await expect
      .poll(async () => ((await page.locator('.picture').boundingBox())?.width ?? 0) / box.width)
      .toBeGreaterThan(1.5);
    await page.keyboard.press('Delete');
    expect(await page.locator('.row').count()).toBe(3);
  });

  it('shows the original only while the key is held', async () => {
    await using studio = await openReview(['photo.jpg']);
    const { page } = studio;
    await page.locator('.stage').focus();
    await page.keyboard.down('c');
    await page.waitForSelector('.stage-note.is-clear');
    await page.keyboard.up('c');
    await page.waitForSelector('.stage-note.is-clear', { state: 'detached' });
    expect(await page.locator('.stage-note').count()).toBe(0);
  });

  it('says plainly that nobody was found, and what that means', async () => {
    await using studio = await openReview(['empty.jpg']);
    const text = await studio.page.textContent('.nobody');
    expect(text).toContain('Nobody and no text was found.');
    expect(text).toContain('does not mean that nobody is there');
    expect(await studio.page.locator('[data-testid=save]').isEnabled()).toBe(true);
  });
});

describe('a phone of 360 px', () => {
  it('is enough to choose, draw, move, zoom, keep and save by touch alone', async () => {
    await using studio = await open({ width: 360, height: 740, hasTouch: true, query: '?save=download' });
    const { page, context } = studio;
    const session = await context.newCDPSession(page);
    /** Fingers go along these ways, all at once. */
    const drag = async (...ways: readonly (readonly [from: Point, to: Point])[]): Promise<void> => {
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number): Promise<unknown> => {
        const points = ways.map(([from, to], id) => ({
          id,
          x: from.x + (to.x - from.x) * share,
          y: from.y + (to.y - from.y) * share,
        }));
        return session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : points });
      };
      await touch('touchStart', 0);
      for (const share of [0.25, 0.5, 0.75, 1]) await touch('touchMove', share);
      await touch('touchEnd', 1);
    };
    await page.setInputFiles(input, namedFile('photo.jpg'));
    await waitForState(page, 'ready');
    const picture = async (): Promise<Box> => (await page.locator('.picture').boundingBox()) as Box;
    const before = await picture();
    const at = (x: number, y: number): Point => ({ x: before.x + before.width * x, y: before.y + before.height * y });

    await page.getByRole('button', { name: 'Draw a box that is hidden' }).tap();
    await drag([at(0.6, 0.6), at(0.8, 0.85)]);
    const drawn = page.locator('.regions .is-selected');
    const x = Number(await drawn.getAttribute('x'));
    await drag([at(0.7, 0.7), at(0.6, 0.7)]);
    await expect.poll(async () => Number(await drawn.getAttribute('x'))).toBeLessThan(x);
    await drag([at(0.45, 0.5), at(0.2, 0.5)], [at(0.55, 0.5), at(0.8, 0.5)]);
    await expect.poll(async () => (await picture()).width / before.width).toBeGreaterThan(1.5);

    await rows(page).first().tap();
    await page.getByRole('button', { name: 'Keep visible…' }).tap();
    await page.locator('dialog input').fill('the speaker');
    await page.locator('dialog button[type=submit]').tap();
    expect(await page.locator('.row.is-kept').count()).toBe(1);
    const download = page.waitForEvent('download');
    await page.locator('[data-testid=save]').tap();
    expect((await download).suggestedFilename()).toBe('photo.hidden.jpg');
  });
});

describe('the review of a video', () => {
  it('steps by frames, jumps to risks, splits, extends, merges and hides spans by keys', async () => {
    await using studio = await openReview(['clip.mp4']);
    const { page } = studio;
    const { keyboard } = page;
    const clock = page.locator('.clock');
    await page.locator('.stage').focus();
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    expect(await clock.textContent()).toBe('0:00.08');
    await keyboard.press('n');
    expect(await page.locator('.row.is-selected').count()).toBe(1);
    await page.locator('.stage').focus();
    await page.locator('.ruler-input').evaluate((element) => (element as HTMLInputElement).focus());
    for (let press = 0; press < 5; press++) await keyboard.press('Shift+ArrowRight');
    await keyboard.press('s');
    expect(await page.locator('.row').count()).toBe(4);
    await keyboard.press('m');
    await page.locator('.row:not(.is-selected) .row-main').first().click();
    await page.locator('.stage').focus();
    await keyboard.press('m');
    expect(await page.locator('.row').count()).toBe(3);
    await keyboard.press('i');
    await keyboard.press('ArrowRight');
    await keyboard.press('o');
    await keyboard.press('x');
    expect(await page.locator('.row-name', { hasText: 'Whole picture' }).count()).toBe(1);
  });

  it('draws a box that follows, and plays', async () => {
    await using studio = await openReview(['clip.mp4']);
    const { page } = studio;
    await drawBox(page, 0.5, 0.7);
    await page.waitForSelector('.row-name:has-text("Drawn box")');
    await waitForState(page, 'ready');
    await page.locator('.stage').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press(' ');
    await expect.poll(() => page.locator('.clock').textContent()).toMatch(/0:0[1-6]/);
    await page.keyboard.press(' ');
    expect(await page.locator('.transport [aria-label=Play]').count()).toBe(1);
  });

  it('keeps only one person, and asks again at each new track', async () => {
    await using studio = await openReview(['clip.mp4']);
    const { page } = studio;
    await page.click('.keep-only summary');
    await page.fill('.keep-only input', 'access request 12');
    await page.click('.keep-only button[type=submit]');
    await page.getByRole('button', { name: 'Yes, keep visible' }).click();
    await page.getByRole('button', { name: 'No, hide' }).click();
    await page.getByRole('button', { name: 'No, hide' }).click();
    expect(await page.textContent('.keep-only')).toContain('still visible');
    expect(await page.locator('.row.is-kept').count()).toBe(1);
    expect(await page.locator('.row.is-kept').textContent()).toContain('access request 12');
  });

  it('warns of voices where sound is kept', async () => {
    await using studio = await openReview(['clip.mp4']);
    const { page } = studio;
    await page.click('#tab-save');
    await page.getByRole('radio', { name: 'Kept', exact: true }).check();
    expect(await page.textContent('.warning')).toContain('Voices identify people');
  });
});

describe('after saving', () => {
  it('hides what the check finds before anything is handed over', async () => {
    await using studio = await openReview(['clip-leak.mp4'], 1280, '?save=download');
    const { page } = studio;
    const download = page.waitForEvent('download');
    await page.click('[data-testid=save]');
    expect((await download).suggestedFilename()).toBe('clip-leak.hidden.mp4');
    expect(JSON.parse(await readFile(await (await download).path(), 'utf8')).tracks).toHaveLength(4);
    await page.waitForSelector('.good');
    expect(await page.textContent('.good')).toContain('not a promise');
    expect(await page.textContent('.check')).toContain('found more than the first look');
  });

  it('holds a copy back in which something is left, jumps there, and hides it in one click', async () => {
    await using studio = await openReview(['clip-stubborn.mp4'], 1280, '?save=download');
    const { page } = studio;
    const downloads: unknown[] = [];
    page.on('download', (download) => downloads.push(download));
    await page.click('[data-testid=save]');
    await page.waitForSelector('.check .findings');
    await waitForState(page, 'ready');
    expect(await page.textContent('.check')).toContain('it was not handed over');
    expect(downloads).toEqual([]);
    await page.getByRole('button', { name: 'Face 0:02.00' }).click();
    expect(await page.textContent('.clock')).toBe('0:02.00');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Hide these, too' }).click();
    expect(JSON.parse(await readFile(await (await download).path(), 'utf8')).tracks).toHaveLength(6);
    await page.waitForSelector('.good');
  });

  it('hands over what was held back where a person wants it so', async () => {
    await using studio = await openReview(['stubborn.jpg'], 1280, '?save=download');
    const { page } = studio;
    await page.click('[data-testid=save]');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Take it as it is' }).click();
    expect((await download).suggestedFilename()).toBe('stubborn.hidden.jpg');
    await expect.poll(() => page.textContent('.check')).toContain('visible in the saved copy');
  });

  it('writes the sign-off into the report, without names of files, boxes and times', async () => {
    await using studio = await openReview(['photo.jpg'], 1280, '?save=download');
    const { page } = studio;
    await page.click('[data-testid=save]');
    await page.waitForSelector('.good');
    await page.getByLabel('Hidden by').fill('M. R.');
    await page.getByLabel('Looked at by a second person').fill('A. B.');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save report' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      format: 'passerby-report',
      signOff: { madeBy: 'M. R.', checkedBy: 'A. B.' },
      files: [{ totals: { faces: '2-5' }, verified: true, removed: ['exif', 'gps-like'] }],
    });
    expect(text).not.toMatch(/photo\.jpg|"box"|"seconds"/);
  });

  it('opens a plan that it saved, and refuses one for another file', async () => {
    await using studio = await openReview(['photo.jpg'], 1280, '?save=download');
    const { page } = studio;
    await page.locator('.stage').focus();
    await page.keyboard.press('a');
    await page.click('#tab-save');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save plan' }).click();
    const plan = await readFile(await (await download).path(), 'utf8');
    await page.click('#tab-found');
    await page.keyboard.press('Control+z');
    expect(await page.locator('.row').count()).toBe(3);
    const openPlan = async (json: string): Promise<void> => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Open a plan…' }).click();
      await (await chooser).setFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(json) });
    };
    await openPlan(plan);
    await expect.poll(() => page.locator('.row').count()).toBe(4);
    await openPlan(plan.replace('"version": 1', '"version": 9'));
    await page.waitForSelector('.open-plan .warning');
    expect(await page.textContent('.open-plan .warning')).toContain('Expected version 1');
  });
});

describe('when something fails', () => {
  it.each([
    ['fail-open-unsupported-media.heic', 'The command line can'],
    ['fail-unsupported-codec.mp4', 'no decoder or encoder'],
    ['fail-out-of-memory.jpg', 'The memory ran out'],
    ['fail-inference.jpg', 'That is not "nothing found"'],
    ['fail-model-missing.jpg', 'could not be loaded'],
    ['fail-stalled.mp4', 'no sign of life'],
  ])('%s is one clear sentence, and there is nothing to save', async (name, sentence) => {
    await using studio = await openReview([name]);
    expect(await studio.page.textContent('[data-testid=state]')).toBe('failed');
    expect(await studio.page.textContent('.failure')).toContain(sentence);
    expect(await studio.page.locator('[data-testid=save]').isDisabled()).toBe(true);
    expect(await studio.page.locator('.picture canvas').count()).toBe(0);
  });

  it('says that a tab in the background may be slower, and that nothing is skipped', async () => {
    await using studio = await open();
    const { page } = studio;
    await page.setInputFiles(input, [namedFile('slow.jpg')]);
    await page.locator('.work .bar').waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(() => page.textContent('.notes')).toContain('slowed it down. Nothing was skipped.');
  });

  it('says where a private window holds files in memory', async () => {
    await using studio = await open();
    const { page } = studio;
    await page.addInitScript(() => {
      navigator.storage.estimate = () => Promise.resolve({ quota: 2e9, usage: 0 });
    });
    await page.reload();
    await expect.poll(() => page.textContent('.notes')).toContain('private windows keep them in memory');
  });

  it('keeps the review where only the saving failed', async () => {
    await using studio = await openReview(['nospace.jpg'], 1280, '?save=download');
    await studio.page.click('[data-testid=save]');
    await waitForState(studio.page, 'failed');
    expect(await studio.page.textContent('.failure')).toContain('There is no room left');
    expect(await studio.page.locator('[data-testid=save]').isEnabled()).toBe(true);
  });

  it('cancels, and says that nothing was written', async () => {
    await using studio = await open();
    const { page } = studio;
    await page.setInputFiles(input, [namedFile('slow.jpg'), namedFile('photo.jpg')]);
    await page.locator('.work .bar').waitFor();
    await page.locator('.work button').click();
    await page.waitForSelector('.failure');
    expect(await page.textContent('.failure')).toContain('Nothing was written');
    await expect.poll(() => page.locator('.file').nth(1).textContent()).toContain('Ready to check and save');
  });

  it('warns before unsaved work is closed, and not after it was saved', async () => {
    await using studio = await openReview(['photo.jpg'], 1280, '?save=download');
    const { page } = studio;
    const isGuarded = (): Promise<boolean> =>
      page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await isGuarded()).toBe(true);
    await page.click('[data-testid=save]');
    await page.waitForSelector('.good');
    expect(await isGuarded()).toBe(false);
  });
});

describe('what the page asks of the network', () => {
  it('is its own files and nothing else, without a complaint of the policy', async () => {
    await using studio = await openReview(['photo.jpg', 'clip.mp4'], 1280, '?save=download');
    await studio.page.click('[data-testid=save]');
    await studio.page.waitForSelector('.good');
    await studio.page.selectOption('.language select', 'my');
    expect(studio.foreignRequests).toEqual([]);
    expect(studio.complaints).toEqual([]);
  });
});
