/** axe finds nothing on the page as it is, in either scheme. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Colours that are still on their way from the other scheme are nobody's choice. */
const standStill = (page: Page) =>
  page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    await new Promise(requestAnimationFrame);
  });

/** In the second scheme only colours differ. */
const rulesOf = { dark: null, light: ['color-contrast'] } as const;

export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    const rules = rulesOf[colorScheme];
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // What axe meets halfway between two states is nobody's design; a fault stays.
    await expect(async () => {
      await standStill(page);
      const axe = new AxeBuilder({ page });
      const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
      const found = violations.map(
        ({ id, nodes }) =>
          `${state}, ${colorScheme}: ${id} at ${nodes.map((n) => n.target).join(' | ')}`,
      );
      expect(found).toEqual([]);
    }).toPass();
  }
}
