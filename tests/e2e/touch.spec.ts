/** What a finger hits is 44 px each way, however small it looks: probed as the browser probes it. */
import type { Page } from '@playwright/test';
import { openPanel, panel } from './support/app.ts';
import { enterDemo, expect, test } from './support/demo.ts';

/** Runs in the page. @returns one line for each control that is hit on fewer px */
function smallTargets(leastPx: number): string[] {
  const controls = 'a[href], button, select, input, textarea, summary';
  const reachOf = (control: Element): readonly [number, number] | null => {
    control.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, top, width, height } = control.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : [];
    const isHit = (atX: number, atY: number) => {
      const at = document.elementFromPoint(atX, atY);
      return [control, ...labels].some((part) => part.contains(at));
    };
    // Covered by something else, or not on screen at all: nobody can touch it now.
    if (width === 0 || !isHit(x, y)) return null;
    const steps = (dx: number, dy: number) => {
      let count = 0;
      while (count < leastPx && isHit(x + dx * (count + 1), y + dy * (count + 1))) count += 1;
      return count;
    };
    return [steps(-1, 0) + steps(1, 0) + 1, steps(0, -1) + steps(0, 1) + 1];
  };
  return [...document.querySelectorAll(controls)].flatMap((control) => {
    const reach = reachOf(control);
    if (!reach || Math.min(...reach) >= leastPx) return [];
    const name = control.getAttribute('aria-label') ?? control.textContent.trim();
    return [`${control.tagName} "${name}": ${reach.join(' × ')}`];
  });
}

async function expectTouchable(page: Page): Promise<void> {
  expect(await page.evaluate(smallTargets, 44)).toEqual([]);
}

test('what a finger is to hit is 44 px each way', async ({ device }) => {
  const { page } = await device({
    viewport: { width: 360, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  await enterDemo(page);
  await expectTouchable(page);
  await openPanel(page);
  await expect(panel(page).getByRole('button', { name: 'Snooze' })).toBeVisible();
  await expectTouchable(page);
  await panel(page).getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Midnight Drive' }).click();
  await expect(page.getByRole('link', { name: 'All activity' })).toBeVisible();
  await expectTouchable(page);
  for (const path of [
    '/?view=board',
    '/activity',
    '/reminders',
    '/support',
    '/settings',
    '/sync',
  ]) {
    await page.goto(path);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await expect(page.getByRole('main').locator('li, article').first()).toBeAttached();
    await expectTouchable(page);
  }
});
