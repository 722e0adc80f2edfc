/**
 * What a double click does, gesture by gesture: as much as one click. In the panel the second one
 * comes when the effect of the first is on screen, and lands on whatever lies there by then; on
 * forms it comes at once, before anything has been sent.
 */
import type { Locator, Page } from '@playwright/test';
import { openPanel, panel, row } from './support/app.ts';
import { enterDemo as enter, expect, test } from './support/demo.ts';

interface Gesture {
  readonly on: string;
  readonly at: (page: Page) => Locator | Promise<Locator>;
  /** What has come of it, of one click as of two. */
  readonly does: (page: Page) => Promise<void>;
}

async function doubleClick(page: Page, { on, at, does }: Gesture): Promise<void> {
  await test.step(on, async () => {
    // What the gesture before has changed moves nothing under this one.
    await expect(page.getByText('Waiting to be sent')).toHaveCount(0);
    const target = await at(page);
    await target.hover();
    await page.mouse.down({ clickCount: 1 });
    await page.mouse.up({ clickCount: 1 });
    await does(page);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await settle(page);
    await does(page);
  });
}

/** What a click would have done is on screen: another one has been acted on behind it. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
  );
}

const rows = (page: Page) => panel(page).getByRole('article');
const button = (page: Page, title: RegExp, name: string) =>
  row(panel(page), title).first().getByRole('button', { name, exact: true });
const ends = (title: RegExp, words: string) => async (page: Page) => {
  await expect(row(panel(page), title).first().getByText(words, { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/$/u);
};
const toast = (page: Page, words: string) => panel(page).getByRole('group', { name: words });

const ofThePanel: readonly Gesture[] = [
  {
    on: 'the bell: the panel stays open',
    at: (page) => page.getByRole('button', { name: /^Activity,/ }),
    does: (page) => expect(panel(page)).toBeVisible(),
  },
  {
    on: 'the menu of a row: it stays open',
    at: (page) => button(page, /Paper Planes/, 'More'),
    does: (page) => expect(page.getByRole('menu')).toBeVisible(),
  },
  {
    on: 'an item of the menu: nothing behind it is opened',
    at: (page) => page.getByRole('menuitem', { name: 'Mark as read' }),
    does: async (page) => {
      await expect(page.getByRole('menu')).toHaveCount(0);
      await expect(page).toHaveURL(/\/$/u);
    },
  },
  {
    on: '"Done": the row behind the button stays closed',
    at: (page) => button(page, /^Call Mara/, 'Done'),
    does: ends(/^Call Mara/, 'Done'),
  },
  {
    on: '"Resolved": the row behind the button stays closed',
    at: (page) => button(page, /The tablet buzzes twice/, 'Resolved'),
    does: ends(/The tablet buzzes twice/, 'You said: resolved'),
  },
  {
    on: '"Accept Invite": the row behind the button stays closed',
    at: (page) => button(page, /^Chloe Wu invited you to Glass Harbor/, 'Accept Invite'),
    does: ends(/^Chloe Wu invited you to Glass Harbor/, 'You joined'),
  },
  {
    on: '"Dismiss": one row goes, and not the next',
    at: async (page) => {
      await page.mouse.move(0, 0);
      return rows(page).first().getByRole('button', { name: 'Dismiss' });
    },
    does: (page) => expect(toast(page, 'Dismissed')).toBeVisible(),
  },
  {
    on: '"Undo": nothing behind the offer is opened',
    at: (page) => panel(page).getByRole('button', { name: 'Undo' }),
    does: async (page) => {
      await expect(panel(page).getByRole('button', { name: 'Undo' })).toHaveCount(0);
      await expect(page).toHaveURL(/\/$/u);
    },
  },
  {
    on: '"Mark all as read": it can be undone',
    at: (page) => panel(page).getByRole('button', { name: 'Mark all as read' }),
    does: (page) => expect(toast(page, 'All marked as read')).toBeVisible(),
  },
  {
    on: 'a row: its track is opened, and nothing on it',
    at: (page) =>
      row(panel(page), /Paper Planes/)
        .first()
        .getByRole('link'),
    does: (page) => expect(page.getByRole('heading', { level: 1 })).toHaveText('Paper Planes'),
  },
];

const region = (page: Page, name: string) => page.getByRole('region', { name });
const comments = (page: Page) => region(page, 'Comments').getByRole('listitem');

const ofForms: readonly Gesture[] = [
  {
    on: '"Comment": it is said once',
    at: async (page) => {
      await page.getByRole('link', { name: 'Midnight Drive' }).click();
      await page.getByLabel('Add a comment').fill('Half-time it is.');
      return page.getByRole('button', { name: 'Comment', exact: true });
    },
    does: (page) => expect(comments(page).getByText('Half-time it is.')).toHaveCount(1),
  },
  {
    on: '"Delete" of a comment, which asks first: the page stays as it is',
    at: async (page) => {
      await page.getByRole('button', { name: 'More about this comment' }).last().click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      return page.getByRole('dialog').getByRole('button', { name: 'Delete' });
    },
    does: async (page) => {
      await expect(comments(page).getByText('Half-time it is.')).toHaveCount(0);
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Midnight Drive');
    },
  },
  {
    on: '"Send invite": one is sent, and nothing is missing',
    at: async (page) => {
      const people = region(page, 'Collaborators');
      await people.getByLabel('Invite by e-mail').fill('nina@studio.example');
      return people.getByRole('button', { name: 'Send invite' });
    },
    does: async (page) => {
      const people = region(page, 'Collaborators');
      await expect(people.getByText('nina@studio.example')).toHaveCount(1);
      await expect(people.getByText('This is not an e-mail address.')).toHaveCount(0);
    },
  },
  {
    on: 'a reminder: it is set once',
    at: async (page) => {
      await region(page, 'Reminders').getByRole('button', { name: 'Add reminder' }).click();
      await page.getByLabel('What to think of').fill('Bounce the stems');
      await page.getByRole('button', { name: 'Tomorrow 9:00' }).click();
      return page.getByRole('dialog').getByRole('button', { name: 'Save' });
    },
    does: async (page) => {
      await expect(region(page, 'Reminders').getByText('Bounce the stems')).toHaveCount(1);
      await expect(page.getByRole('dialog')).toHaveCount(0);
    },
  },
  {
    on: 'a track on the board: it stays where it is',
    at: async (page) => {
      await page.goto('/?view=board');
      return page.getByRole('button', { name: 'Move Midnight Drive' });
    },
    does: async (page) => {
      const column = page.getByRole('region', { name: /^Editing,/ });
      await expect(column.getByText('Midnight Drive')).toBeVisible();
      await expect(page).toHaveURL(/view=board/u);
    },
  },
  {
    on: '"Create track": one is made',
    at: async (page) => {
      await page.getByRole('button', { name: 'New track' }).click();
      const dialog = page.getByRole('dialog', { name: 'New track' });
      await dialog.getByLabel('Title').fill('Tape Hiss');
      return dialog.getByRole('button', { name: 'Create track' });
    },
    does: (page) => expect(page.getByRole('heading', { level: 1 })).toHaveText('Tape Hiss'),
  },
];

test('CM29 a double click in the panel does what one does', async ({ device }) => {
  const { page } = await device();
  await enter(page);
  for (const gesture of ofThePanel) await doubleClick(page, gesture);
  await page.goBack();
  await expect(page).toHaveURL(/\/$/u);
});

test('CM29 a double click on forms, menus and the board does what one does', async ({ device }) => {
  const { page } = await device();
  await enter(page);
  for (const { on, at, does } of ofForms) {
    await test.step(on, async () => {
      await (await at(page)).dblclick();
      await settle(page);
      await does(page);
    });
  }
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Tape Hiss' })).toHaveCount(1);
});

test('CM29 on a phone a double tap opens and closes the panel once', async ({ device }) => {
  const { page } = await device({ viewport: { width: 390, height: 844 } });
  await enter(page);
  await page.goto('/support');
  const phone: readonly Gesture[] = [
    {
      on: 'the bell: the sheet stays open, and nothing on it is pressed',
      at: () => page.getByRole('button', { name: /^Activity,/ }),
      does: () => expect(panel(page)).toBeVisible(),
    },
    {
      on: '"Snooze": the times stay open',
      at: () => button(page, /^Call Mara/, 'Snooze'),
      does: () => expect(page.getByRole('menu')).toBeVisible(),
    },
    {
      on: 'a time: nothing behind it is pressed',
      at: () => page.getByRole('menuitem', { name: 'Tomorrow 9:00' }),
      does: async () => {
        const snoozed = row(panel(page), /^Call Mara/).getByText(/^Snoozed until tomorrow/u);
        await expect(snoozed).toBeVisible();
        await expect(page).toHaveURL(/\/support$/u);
      },
    },
    {
      on: '"Close": one page back, and not two',
      at: () => panel(page).getByRole('button', { name: 'Close' }),
      does: async () => {
        await expect(panel(page)).toHaveCount(0);
        await expect(page).toHaveURL(/\/support$/u);
      },
    },
  ];
  for (const gesture of phone) await doubleClick(page, gesture);
  const closed = phone.at(-1);

  // Before the first has had its effect, and without a count.
  await (await openPanel(page)).getByRole('button', { name: 'Close' }).dblclick();
  await closed?.does(page);
  await (await openPanel(page)).getByRole('button', { name: 'Close' }).evaluate((close) => {
    close.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    close.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  });
  await closed?.does(page);
});

test('CM29 a finger presses buttons, links and boxes, each with one tap', async ({ device }) => {
  const { page } = await device({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await enter(page);
  await page.getByRole('button', { name: 'New track' }).first().tap();
  const dialog = page.getByRole('dialog', { name: 'New track' });
  await dialog.getByLabel('Title').tap();
  await expect(dialog.getByLabel('Title')).toBeFocused();
  await dialog.getByRole('button', { name: 'Cancel' }).tap();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: /^Activity,/ }).tap();
  await button(page, /^Call Mara/, 'Done').tap();
  await ends(/^Call Mara/, 'Done')(page);
  await panel(page).getByRole('button', { name: 'Close' }).tap();
  await expect(panel(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Midnight Drive' }).first().tap();
  await expect(page.getByRole('heading', { level: 1, name: 'Midnight Drive' })).toBeVisible();
});

test('CM29 several rows dismissed one after the other come back together', async ({ device }) => {
  const { page } = await device();
  await enter(page);
  await openPanel(page);
  const titles = rows(page).locator('[id$="-title"]');
  await expect(titles.nth(3)).toBeVisible();
  const before = (await titles.allInnerTexts()).slice(0, 4);
  const dismiss = rows(page).first().getByRole('button', { name: 'Dismiss' });
  for (const said of ['Dismissed', '2 dismissed', '3 dismissed']) {
    await dismiss.click();
    await expect(toast(page, said)).toBeVisible();
  }
  await expect(titles.first()).toHaveText(before[3] ?? '');
  await panel(page).getByRole('button', { name: 'Undo' }).click();
  for (const [at, title] of before.entries()) await expect(titles.nth(at)).toHaveText(title);
});

test('CM29 a key that is held acts once', async ({ device }) => {
  const { page } = await device();
  await enter(page);
  await openPanel(page);
  const hold = async (key: string) => {
    for (let times = 0; times < 4; times += 1) await page.keyboard.down(key);
    await page.keyboard.up(key);
  };
  await rows(page).first().getByRole('button', { name: 'Dismiss' }).focus();
  await hold('Enter');
  await expect(toast(page, 'Dismissed')).toBeVisible();
  await row(panel(page), /Paper Planes/)
    .first()
    .getByRole('button', { name: 'More' })
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await hold('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(panel(page)).toBeVisible();
});
