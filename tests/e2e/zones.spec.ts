/** A device that does not say its zone, or does not know the one of a due date, works all the same. */
import type { Page } from '@playwright/test';
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import { wallTimeAt } from '#shared/base/zoned.ts';
import { signUpPerson } from '../support/server.ts';
import { createTrack, expectStatus, person, signIn, signUp } from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const widget = (page: Page, name: string) => page.getByRole('region', { name });

async function setDue(page: Page, day: string, time: string): Promise<void> {
  const deadline = widget(page, 'Deadline');
  await deadline.locator('input[type=date]').fill(day);
  await deadline.locator('input[type=time]').fill(time);
  await deadline.getByRole('button', { name: 'Save' }).click();
}

for (const zone of ['Etc/Unknown', 'GMT']) {
  test(`TI2 a browser whose system says ${zone} shows times in UTC, says so, and sets due dates`, async ({
    profile,
  }) => {
    const { page } = await profile.launch({ zone });
    await signUp(page, person('Ana Reyes'));
    await createTrack(page, 'Midnight Drive');
    await setDue(page, '2199-06-30', '09:00');
    await expectStatus(page, 'Live');
    await expect(widget(page, 'Deadline')).toContainText('30 Jun 2199, 09:00');
    await expect(page.getByRole('region', { name: 'Not sent' })).toBeHidden();
    await page.goto('/');
    await expect(page.getByRole('listitem').filter({ hasText: 'Midnight Drive' })).toContainText(
      /Due Sun, 30 Jun 2199, 09:00 · in [\d,]+ days/,
    );
    await page.goto('/settings');
    await expect(
      page.getByText('This device does not say its time zone; times are shown in UTC.'),
    ).toBeVisible();
  });
}

test('TI1 TI4 a due date in a zone that the browser does not know costs no row, and ends when the server says', async ({
  device: open,
  server,
}) => {
  const zone = 'America/Ciudad_Juarez';
  const { page } = await open({ timezoneId: 'Europe/Berlin' });
  // As WebKitGTK with the tz database of 2022 does.
  await page.addInitScript(() => {
    const { DateTimeFormat } = Intl;
    const refusing = (locale?: string, options?: Intl.DateTimeFormatOptions) => {
      if (options?.timeZone?.endsWith('Juarez'))
        throw new RangeError('Invalid time zone specified');
      return new DateTimeFormat(locale, options);
    };
    Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
      construct: (_, args) => refusing(...args),
      apply: (_, __, args) => refusing(...args),
    });
  });
  const { cookie } = await signUpPerson(server.url, 'Ana Reyes');
  // The day after tomorrow there, whatever time it is by now.
  const there = { ...wallTimeAt(Date.now() + 2 * day, zone), time: '12:00' };
  const trackId = uuid7(Date.now());
  const device = uuid7(Date.now());
  const commands = [
    ['track.create.v1', { trackId, title: 'Midnight Drive' }],
    ['track.setDue.v1', { trackId, dueOn: there.on, time: there.time, timeZone: zone }],
    ['track.create.v1', { trackId: uuid7(Date.now()), title: 'Low Tide' }],
  ].map(([name, args], at) => ({ id: uuid7(Date.now()), device, n: at + 1, name, args, at: 0 }));
  await fetch(`${server.url}/api/commands`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ commands }),
  });
  await signIn(page, person('Ana Reyes'));
  const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  await expect(row('Low Tide')).toBeVisible();
  await expect(row('Midnight Drive')).toContainText(
    `${there.time} (America/Ciudad Juarez time) · in 2 days`,
  );
  await page.getByRole('link', { name: 'Midnight Drive' }).click();
  await expect(widget(page, 'Deadline')).toContainText('in 2 days');
  await expect(page.getByRole('heading', { level: 1, name: 'Midnight Drive' })).toBeVisible();
});
