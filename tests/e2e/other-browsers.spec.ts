/**
 * These are smoke runs in Firefox and WebKitGTK: somebody signs up, the feed comes, the server
 * dies, the app opens from the device all the same, and what is done then arrives when the server
 * is back. A browser that is not here is skipped, unless all are wanted (`BROWSERS=all`, as in
 * `.ci/run`).
 */
import { uuid7 } from '#shared/base/ids.ts';
import { sendCommands, signUpPerson, type TestPerson, type TestServer } from '../support/server.ts';
import { person } from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { allText, isWanted, openScreen, shows as isShown, type Screen } from './support/screens.ts';

/** Asks for no state: WebKit leaves a page that is loading with "activating" for ever. */
const isControlled = 'return navigator.serviceWorker.controller !== null';

async function changesOf(server: TestServer, who: TestPerson): Promise<string> {
  const response = await fetch(`${server.url}/api/changes?after=0`, {
    headers: { cookie: who.cookie },
  });
  return await response.text();
}

async function smoke(server: TestServer, screen: Screen): Promise<void> {
  const shows = (text: string | RegExp) => isShown(screen, text);
  const ben = person('Ben Okafor');
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  await screen.open(`${server.url}/sign-up`);
  await screen.fill('Name', ben.name);
  await screen.fill('E-mail', ben.email);
  await screen.fill('Password', ben.password);
  await screen.press('Create account');
  await shows(/^Live$/m);
  const trackId = uuid7(Date.now());
  await sendCommands(
    server.url,
    ana,
    // Younger than the tz database of some browsers.
    [
      'track.create.v1',
      { trackId, title: 'Midnight Drive', dueOn: '2199-06-30', timeZone: 'America/Ciudad_Juarez' },
    ],
    ['invite.send.v1', { inviteId: uuid7(Date.now()), trackId, email: ben.email }],
  );
  await shows('Activity, 1 unread');
  await expect.poll(() => screen.evaluate(isControlled)).toBe(true);
  await shows(/^Live$/m);
  await server.kill('SIGKILL');

  await screen.startCold();
  await screen.open(`${server.url}/`);
  await shows('Activity, 1 unread');
  await shows(/^Offline$/m);
  await screen.press('Activity, 1 unread');
  await shows('Ana Reyes invited you');
  await screen.press('Accept Invite');
  await screen.press('Dismiss');
  await shows(/^Offline · 2 changes waiting$/m);
  expect(await screen.evaluate(allText)).not.toContain('unread');

  await server.start();
  await shows(/^Live$/m);
  await shows('Midnight Drive');
  await shows('America/Ciudad Juarez time');
  expect(await changesOf(server, ana)).toContain('"accepted"');
}

for (const engine of ['Firefox', 'WebKitGTK'] as const) {
  test(`${engine} opens cold without a server, takes acts and delivers them`, async ({
    server,
  }) => {
    test.skip(!isWanted(engine), `${engine} is not here`);
    const screen = await openScreen(engine);
    try {
      await smoke(server, screen);
    } finally {
      await screen.close();
    }
  });
}
