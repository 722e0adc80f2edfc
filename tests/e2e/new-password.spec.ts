/** A forgotten password: the operator's link, as the browser opens it. */
import { runAdmin } from '../support/admin.ts';
import { person, signUp } from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('AC23 AC22 a link from the operator sets a new password, once, and signs out everywhere', async ({
  device,
  server,
}) => {
  const ana = person('Ana Reyes');
  const here = await device();
  await signUp(here.page, ana);
  const environment = { PORT: String(server.port) };
  const { code, said } = await runAdmin(server.dataDir, ['account', 'reset', ana.email], {
    environment,
  });
  expect(code).toBe(0);
  const link = /http\S+/u.exec(said)?.[0] ?? '';
  expect(link).toContain(`${server.url}/new-password#`);

  const { page } = await device();
  const seen: string[] = [];
  page.on('request', (request) => seen.push(request.url()));
  await page.goto(link);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('at least 8 characters');
  await page.getByLabel('New password').fill('another horse battery');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('status')).toContainText('Your new password is set.');
  expect(seen.join(' ')).not.toContain(link.split('#')[1]);

  // Where it was signed in it is not any more.
  await expect(here.page.getByText('Sign in again to sync')).toBeVisible();

  await page.reload();
  await page.getByLabel('New password').fill('a third horse battery');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('This link has been used');

  await page.goto('/sign-in?next=/%5Cevil.example/x');
  await page.getByLabel('E-mail').fill(ana.email);
  await page.getByLabel('Password').fill(ana.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('do not match');
  await page.getByLabel('Password').fill('another horse battery');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(`${server.url}/`);
});
