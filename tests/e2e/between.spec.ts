/** Something between device and server answers in its place: it is never taken for the server. */
import type { IncomingMessage } from 'node:http';
import {
  addFiles,
  bell,
  comment,
  createTrack,
  expectStatus,
  fileRow,
  openTrack,
  person,
  signIn,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';
import type { Answered } from './support/network.ts';
import { bytesOf } from './support/uploads.ts';

const ana = person('Ana Reyes');
const html = { 'content-type': 'text/html' };
const hotel: Answered = { status: 200, headers: html, body: '<h1>Welcome to the hotel</h1>' };
const wantsSignIn: Answered = { status: 302, headers: { location: 'http://login.example/' } };

const isFor =
  (path: string) =>
  ({ url = '' }: IncomingMessage): boolean =>
    new URL(url).pathname.startsWith(path);
/** Everything of the server, but for sockets, which get no further either. */
function answerAll({ network }: Device, answered: Answered): void {
  network.set('no-sockets');
  network.answer((asked) => (isFor('/api')(asked) ? answered : null));
}
const letThrough = ({ network }: Device) => {
  network.answer(null);
  network.set('up');
};

/** Who the server takes this browser for, whatever lies on the way: the cookies alone decide. */
async function isSignedIn({ context }: Device, url: string): Promise<boolean> {
  const cookies = await context.cookies(url);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return (await fetch(`${url}/api/sessions`, { headers: { cookie } })).ok;
}

for (const [words, answered] of [
  ['a page of the hotel', hotel],
  ['403', { status: 403, headers: html, body: 'no' }],
  ['429', { status: 429 }],
  ['a redirect', wantsSignIn],
] as const) {
  test(`BT3 a sign-out that ${words} answers is told to the server later`, async ({
    device,
    server,
  }) => {
    const at = await device();
    await signUp(at.page, ana);
    await expectStatus(at.page, 'Live');
    const cookies = await at.context.cookies(server.url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const isIn = async () =>
      (await fetch(`${server.url}/api/sessions`, { headers: { cookie } })).ok;
    at.network.answer((asked) => (isFor('/api/auth/sign-out')(asked) ? answered : null));
    await at.page.getByRole('button', { name: 'Account' }).filter({ visible: true }).click();
    await at.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(at.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    expect(await isIn()).toBe(true);
    letThrough(at);
    await at.page.reload();
    await expect.poll(isIn).toBe(false);
    await signIn(at.page, ana);
    expect(await isSignedIn(at, server.url)).toBe(true);
  });
}

test('BT2 BT3 who signs out and in again behind a sign-in page is told what answers', async ({
  device,
}) => {
  const at = await device();
  await signUp(at.page, ana);
  await expectStatus(at.page, 'Live');
  answerAll(at, wantsSignIn);
  await at.page.getByRole('button', { name: 'Account' }).filter({ visible: true }).click();
  await at.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await at.page.getByLabel('E-mail').fill(ana.email);
  await at.page.getByLabel('Password').fill(ana.password);
  const submit = at.page.getByRole('button', { name: 'Sign in', exact: true });
  await submit.click();
  const alert = at.page.getByRole('alert');
  await expect(alert).toContainText('Something on this network answers instead of the server');
  await expect(alert.getByRole('link', { name: 'See what it says' })).toBeVisible();
  letThrough(at);
  await submit.click();
  await expect(bell(at.page)).toBeVisible();
});

test('BT2 a password that a proxy refuses is not called wrong', async ({ device }) => {
  const at = await device();
  await signUp(at.page, ana);
  const other = await device();
  await other.page.goto('/sign-in');
  await expect(other.page.getByLabel('E-mail')).toBeVisible();
  answerAll(other, { status: 401, headers: { ...html, 'www-authenticate': 'Negotiate' } });
  await other.page.getByLabel('E-mail').fill(ana.email);
  await other.page.getByLabel('Password').fill(ana.password);
  const submit = other.page.getByRole('button', { name: 'Sign in', exact: true });
  await submit.click();
  const alert = other.page.getByRole('alert');
  await expect(alert).toContainText('Something on this network answers instead of the server');
  await expect(alert.getByRole('link', { name: 'See what it says' })).toHaveAttribute(
    'href',
    '/api/through',
  );
  letThrough(other);
  await submit.click();
  await expect(bell(other.page)).toBeVisible();
});

test('BT1 BT2 a network that answers everything itself is told, and its sign-in is led to', async ({
  device,
}) => {
  const at = await device();
  const { page } = at;
  await signUp(page, ana);
  await createTrack(page, 'Night Bus');
  await waitUntilInstalled(page);
  await expectStatus(page, 'Live');

  answerAll(at, wantsSignIn);
  await page.getByRole('region', { name: 'Comments' }).getByLabel('Add a comment').fill('Louder');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expectStatus(page, 'The network wants a sign-in');
  await page.getByTestId('sync-status').filter({ visible: true }).click();
  await expect(page.getByText('This network lets nothing through')).toBeVisible();

  at.network.answer((asked) => (isFor('/api')(asked) ? hotel : null));
  await expect(page.getByText('Something on this network answers')).toBeVisible({
    timeout: 60_000,
  });
  const opened = at.context.waitForEvent('page');
  await page.getByRole('link', { name: 'See what it says' }).click();
  const portal = await opened;
  await expect(portal.getByRole('heading', { name: 'Welcome to the hotel' })).toBeVisible();

  letThrough(at);
  await portal.reload();
  await expect(portal.getByRole('heading', { name: 'Sync' })).toBeVisible();
  await expectStatus(page, 'Live');
  await expect(page.getByText('Nothing waits.')).toBeVisible();
});

test('BT5 behind a sign-in page the app is not reset', async ({ device }) => {
  const at = await device();
  const { page } = at;
  await signUp(page, ana);
  await waitUntilInstalled(page);
  await page.goto('/settings');
  for (const rule of [isFor('/api'), isFor('/service-worker.js')]) {
    at.network.answer((asked) => (rule(asked) ? hotel : null));
    await page.getByRole('button', { name: 'Reset app' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Reset app' }).click();
    await expect(page.getByText('a reset needs it. Nothing was changed.')).toBeVisible();
    await page.reload();
  }
  at.network.set('cut');
  await page.reload();
  await expect(bell(page)).toBeVisible();
});

test('BT5 a reset behind a page that stands for the files of the app leaves an app that opens', async ({
  device,
}) => {
  const { page, network } = await device();
  await signUp(page, ana);
  await waitUntilInstalled(page);
  await page.goto('/settings');
  network.answer((asked) => (isFor('/_app')(asked) ? hotel : null));
  await page.getByRole('button', { name: 'Reset app' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset app' }).click();
  await page.waitForURL('/');
  const worker = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
  await expect.poll(worker).toBe('activated');
  network.set('cut');
  await page.goto('/activity');
  await expect(bell(page)).toBeVisible();
});

test('BT4 a file arrives behind a proxy that takes a megabyte at once', async ({ device }) => {
  const at = await device();
  const { page, network } = at;
  await signUp(page, ana);
  await createTrack(page, 'Night Bus');
  network.answer(({ headers }) =>
    Number(headers['content-length'] ?? 0) > 1_024 * 1_024 ? { status: 413, headers: html } : null,
  );
  await openTrack(page, 'Night Bus');
  await addFiles(page, ['Bounce.wav', bytesOf(2_500_000, 1)]);
  await expect(
    fileRow(page, 'Bounce.wav').getByRole('button', { name: /^More about/ }),
  ).toBeVisible();
});

test('BT4 comments leave behind a proxy that takes two kilobytes at once, and one too long is set aside', async ({
  device,
}) => {
  const at = await device();
  const { page, network } = at;
  await signUp(page, ana);
  await createTrack(page, 'Night Bus');
  await expectStatus(page, 'Live');
  network.set('cut');
  await expectStatus(page, /^Offline/);
  await comment(page, 'Too long for it. '.repeat(150));
  for (let n = 1; n <= 8; n += 1) await comment(page, `Kick ${n} is late.`);
  network.answer(({ url = '', headers }) =>
    url.includes('/api/commands') && Number(headers['content-length']) > 2_000
      ? { status: 413, headers: html }
      : null,
  );
  network.set('up');
  await expectStatus(page, 'Syncing 1');
  letThrough(at);
  await page.getByTestId('sync-status').filter({ visible: true }).click();
  await expect(page.getByText('Your comment “Too long for it.')).toBeVisible();
});
