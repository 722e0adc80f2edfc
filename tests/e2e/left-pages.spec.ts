/** Pages that are left while much goes on in them. Browsers keep them for going back, each in its way. */
import { uuid7 } from '#shared/base/ids.ts';
import { sendCommands, signUpPerson } from '../support/server.ts';
import { person } from './support/app.ts';
import { test } from './support/fixture.ts';
import { isWanted, openScreen, shows, type Engine } from './support/screens.ts';

const engines: readonly Engine[] = ['Chromium', 'Firefox', 'WebKitGTK'];
for (const engine of engines) {
  test(`IN17 a page that was left keeps none after it waiting: ${engine}`, async ({ server }) => {
    test.skip(!isWanted(engine), `${engine} is not here`);
    const screen = await openScreen(engine);
    try {
      const ana = await signUpPerson(server.url, 'Ana Reyes');
      const ben = person('Ben Okafor');
      await screen.open(`${server.url}/sign-up`);
      await screen.fill('Name', ben.name);
      await screen.fill('E-mail', ben.email);
      await screen.fill('Password', ben.password);
      await screen.press('Create account');
      await shows(screen, /^Live$/m);
      const [trackId, inviteId] = [uuid7(Date.now()), uuid7(Date.now())];
      await sendCommands(
        server.url,
        ana,
        ['track.create.v1', { trackId, title: 'Night Bus' }],
        ['invite.send.v1', { inviteId, trackId, email: ben.email }],
      );
      await shows(screen, 'Activity, 1 unread');
      await screen.press('Activity, 1 unread');
      await screen.press('Accept Invite');
      await shows(screen, 'You joined');
      for (let round = 1; round <= 6; round += 1) {
        // Whatever goes on in the page by now, it is left.
        await screen.open(`${server.url}/track/${trackId}?${round}`);
        const text = `Round ${round}`;
        await sendCommands(server.url, ana, [
          'comment.add.v1',
          { commentId: uuid7(Date.now()), trackId, text },
        ]);
        await shows(screen, text);
      }
      await shows(screen, /^Live$/m);
      await screen.evaluate('setTimeout(() => history.back())');
      await shows(screen, 'Round 6');
      await shows(screen, /^Live$/m);
    } finally {
      await screen.close();
    }
  });
}
