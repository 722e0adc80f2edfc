/**
 * The app is met here as a person meets it: by roles and names on screen only. One page is one tab
 * of one device.
 */
import { expect, type Locator, type Page } from '@playwright/test';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const person = (name: string): Person => ({
  name,
  email: `${name.toLowerCase().replaceAll(/\W+/g, '.')}@studio.example`,
  password: 'correct horse battery',
});

export async function signUp(page: Page, who: Person): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill(who.name);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(bell(page)).toBeVisible();
}

export async function signIn(page: Page, who: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(bell(page)).toBeVisible();
}

/** Whose the app in this page is. */
export const userIn = (page: Page): Promise<string> =>
  page.evaluate(
    () => (JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string }).userId,
  );

export async function createTrack(page: Page, title: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'New track' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New track' });
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByRole('button', { name: 'Create track' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

export async function openTrack(page: Page, title: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

export async function invite(page: Page, email: string): Promise<void> {
  const widget = page.getByRole('region', { name: 'Collaborators' });
  await widget.getByLabel('Invite by e-mail').fill(email);
  await widget.getByRole('button', { name: 'Send invite' }).click();
  await expect(widget.getByText(email)).toBeVisible();
}

/** Two people who just signed up, on one track: "Midnight Drive". The guest's panel stays open. */
export async function shareTrack(owner: Page, guest: Page): Promise<void> {
  await signUp(owner, person('Ana Reyes'));
  await signUp(guest, person('Ben Okafor'));
  await createTrack(owner, 'Midnight Drive');
  await invite(owner, person('Ben Okafor').email);
  // What comes while the panel is open waits behind "1 new".
  await expectUnread(guest, 1);
  const invitation = row(await openPanel(guest), /^Ana Reyes invited you/);
  await invitation.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(invitation.getByText('You joined', { exact: true })).toBeVisible();
}

export async function comment(page: Page, text: string): Promise<void> {
  const widget = page.getByRole('region', { name: 'Comments' });
  await widget.getByLabel('Add a comment').fill(text);
  await widget.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(widget.getByText(text)).toBeVisible();
}

export const step = (page: Page, stage: string): Locator =>
  page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: stage, exact: true });

export async function setStage(page: Page, stage: string): Promise<void> {
  await page.getByRole('region', { name: 'Stage' }).getByText(stage, { exact: true }).click();
}

/** The bell; its name carries the count. */
export const bell = (page: Page): Locator =>
  page.getByRole('button', { name: /^Activity(,|$)/ }).filter({ visible: true });

export async function expectUnread(page: Page, count: number): Promise<void> {
  await expect(bell(page)).toHaveAccessibleName(
    count === 0 ? 'Activity' : `Activity, ${count} unread`,
  );
}

export const panel = (page: Page): Locator => page.getByRole('dialog', { name: 'Activity' });

export async function openPanel(page: Page): Promise<Locator> {
  if (!(await panel(page).isVisible())) await bell(page).click();
  await expect(panel(page)).toBeVisible();
  return panel(page);
}

/** A row of the feed by the beginning of its title. */
export const row = (within: Locator, title: string | RegExp): Locator =>
  within.getByRole('article', { name: title });

/** Tells whether a row says "Unread" to somebody who does not see colours. */
export const isUnread = (article: Locator): Locator => article.getByText('Unread', { exact: true });

const status = (page: Page): Locator =>
  page.getByRole('banner').getByTestId('sync-status').filter({ visible: true });

export async function expectStatus(page: Page, words: string | RegExp): Promise<void> {
  await expect(status(page)).toHaveText(words);
}

/** The worker controls the page and the whole app lies in its cache. */
export async function waitUntilInstalled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const worker = registration.active;
    if (!worker || worker.state === 'activated') return;
    await new Promise<void>((resolve) =>
      worker.addEventListener('statechange', () => {
        if (worker.state === 'activated') resolve();
      }),
    );
  });
}

export const files = (page: Page): Locator => page.getByRole('region', { name: 'Files' });

/** The row of a file, or of one on its way. */
export const fileRow = (page: Page, name: string): Locator =>
  files(page).getByRole('listitem').filter({ hasText: name });

export async function addFiles(
  page: Page,
  ...chosen: readonly (readonly [name: string, bytes: Uint8Array])[]
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await files(page).getByRole('button', { name: 'Add files' }).click();
  await (
    await chooser
  ).setFiles(
    chosen.map(([name, bytes]) => ({
      name,
      buffer: Buffer.from(bytes),
      mimeType: 'application/octet-stream',
    })),
  );
}

/** @param note what is said to be new in it */
export async function addVersion(
  page: Page,
  file: string,
  [name, bytes]: readonly [name: string, bytes: Uint8Array],
  note = '',
): Promise<void> {
  await fileRow(page, file)
    .getByRole('button', { name: /^More about/ })
    .click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Add a new version' }).click();
  const buffer = Buffer.from(bytes);
  await (await chooser).setFiles([{ name, buffer, mimeType: 'application/octet-stream' }]);
  const dialog = page.getByRole('dialog', { name: 'Add a new version' });
  await dialog.getByLabel('What changed').fill(note);
  await dialog.getByRole('button', { name: 'Add it' }).click();
}
