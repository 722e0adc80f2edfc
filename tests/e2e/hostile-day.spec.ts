/**
 * A working day behind whatever may lie between a device and its server: each thing that was ever met there
 * has its turn, in an order drawn by a seed. Afterwards nothing is lost and nothing doubled, and at no time
 * does the status say "Live" while something said here is not on the server: where nothing gets through,
 * each thing it says is judged, however short.
 */
import type { IncomingMessage } from 'node:http';
import { createRandom } from '#shared/base/random.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import { sendCommands, type TestPerson, type TestServer, cookieOf } from '../support/server.ts';
import { person } from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { openNetwork, type Answered, type Network } from './support/network.ts';
import { unhindered, type Pace } from './support/pacing.ts';
import {
  allText,
  isWanted,
  openScreen,
  shows,
  type Engine,
  type Screen,
} from './support/screens.ts';

const html = { 'content-type': 'text/html' };
const hotel: Answered = { status: 200, headers: html, body: '<h1>Welcome to the hotel</h1>' };

interface Hindrance {
  readonly name: string;
  /** Whether what is said gets to the server all the same. */
  readonly letsThrough: boolean;
  begin(network: Network): void;
}

const paced = (name: string, pace: Partial<Pace>): Hindrance => ({
  name,
  letsThrough: true,
  begin: (network) => network.pace(pace),
});

/** Everything that a rule does not let pass; sockets get no further either. */
function answering(
  name: string,
  rule: (path: string, asked: IncomingMessage) => Answered | null,
  letsThrough = false,
): Hindrance {
  return {
    name,
    letsThrough,
    begin(network) {
      network.set('no-sockets');
      network.answer((asked) => rule(new URL(asked.url ?? '/', network.url).pathname, asked));
    },
  };
}

const linked = (link: Parameters<Network['set']>[0], letsThrough = false): Hindrance => ({
  name: link,
  letsThrough,
  begin: (network) => network.set(link),
});

const isApi = (path: string): boolean => path.startsWith('/api');
const hindrances: readonly Hindrance[] = [
  linked('cut'),
  linked('hang'),
  linked('no-sockets', true),
  answering('a redirect', () => ({ status: 302, headers: { location: 'http://login.example/' } })),
  answering('a page of the hotel', () => hotel),
  answering('a sign-in proxy', (path) => (isApi(path) ? { status: 401, headers: html } : null)),
  answering('a filter', (path, { method }) =>
    isApi(path) && method === 'POST' ? { status: 403, headers: html, body: 'no' } : null,
  ),
  answering('a month of patience', (path) =>
    isApi(path) ? { status: 503, headers: { 'retry-after': '2592000' } } : null,
  ),
  answering(
    'a proxy that takes little',
    (_, { headers }) =>
      Number(headers['content-length'] ?? 0) > 2_000 ? { status: 413, headers: html } : null,
    true,
  ),
  paced('a line of 8 KB a second up', { up: 8_000 }),
  paced('a line of 20 KB a second down', { down: 20_000 }),
  paced('answers that begin late', { firstByteMs: 2_500 }),
  paced('a gateway without patience', { gatewayMs: 1_500 }),
  paced('sockets that die young', { socketsLiveMs: 2_000 }),
  paced('requests that die young', { requestsLiveMs: 3_000 }),
];

/** All that anybody may see of the track, past the network of the device. */
async function commentsOn(server: TestServer, { cookie }: TestPerson): Promise<readonly string[]> {
  const texts = new Map<string, string>();
  for (let after = 0, more = true; more;) {
    const asked = await fetch(`${server.url}/api/changes?after=${after}`, { headers: { cookie } });
    const page: ChangesAnswer = await asked.json();
    for (const change of page.changes) {
      if (change.op !== 'upsert' || change.kind !== 'comment') continue;
      texts.set(change.body.id, change.body.text);
    }
    ({ to: after, more } = page);
  }
  return [...texts.values()].sort();
}

async function signUpThere(server: TestServer, origin: string): Promise<TestPerson> {
  const { name, email, password } = person('Ana Reyes');
  const answer = await fetch(`${server.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ name, email, password }),
  });
  const { user }: { user: { id: string } } = await answer.json();
  return { userId: user.id, name, email, cookie: cookieOf(answer) };
}

/** Notes in the page, from now on, each thing that the status says. That day it is not loaded anew. */
const noteStatus = `
  const said = [];
  const look = () => {
    const pills = [...document.querySelectorAll('[data-testid=sync-status]')];
    const words = pills.find(({ offsetParent }) => offsetParent)?.textContent.trim();
    if (words && words !== said.at(-1)) said.push(words);
  };
  globalThis.statusSaid = said;
  look();
  const kinds = { childList: true, characterData: true, subtree: true };
  new MutationObserver(look).observe(document.body, kinds);`;

class Day {
  readonly #said: string[] = [];
  readonly #heard: string[] = [];
  readonly #ana: TestPerson;
  readonly #trackId: string;
  readonly #server: TestServer;
  readonly #screen: Screen;
  readonly #network: Network;

  constructor(
    [server, screen, network]: readonly [TestServer, Screen, Network],
    ana: TestPerson,
    trackId: string,
  ) {
    [this.#server, this.#screen, this.#network] = [server, screen, network];
    [this.#ana, this.#trackId] = [ana, trackId];
  }

  async meet({ name, letsThrough, begin }: Hindrance): Promise<void> {
    begin(this.#network);
    const words = `Said behind ${name}.`;
    await this.#screen.fill('Add a comment', words);
    await this.#screen.press('Comment');
    this.#said.push(words);
    await shows(this.#screen, words);
    const before = await this.#statusSaid();
    await this.#hear(`Heard behind ${name}.`);
    if (letsThrough) await expect.poll(() => this.#onServer()).toContain(words);
    else await shows(this.#screen, /^(Offline|The network wants a sign-in|Syncing \d)/m);
    await this.#expectNoLie();
    const since = (await this.#statusSaid()).slice(before.length);
    if (!letsThrough) expect(since, `behind ${name}`).not.toContain('Live');
  }

  async recover(): Promise<void> {
    this.#network.pace(unhindered);
    await shows(this.#screen, /^Live$/m);
    await this.#expectNoLie();
  }

  /** Nothing is lost, nothing doubled, and both have all of it. */
  async end(): Promise<void> {
    await this.recover();
    const all = [...this.#said, ...this.#heard].sort();
    expect(await this.#onServer()).toEqual(all);
    for (const words of this.#heard) await shows(this.#screen, words);
  }

  async #hear(words: string): Promise<void> {
    const args = { commentId: uuid7(Date.now()), trackId: this.#trackId, text: words };
    await sendCommands(this.#server.url, this.#ana, ['comment.add.v1', args]);
    this.#heard.push(words);
  }

  async #statusSaid(): Promise<readonly string[]> {
    return JSON.parse(String(await this.#screen.evaluate('return JSON.stringify(statusSaid)')));
  }

  #onServer(): Promise<readonly string[]> {
    return commentsOn(this.#server, this.#ana);
  }

  /** "Live" is said only of what the server has. */
  async #expectNoLie(): Promise<void> {
    const said = [...this.#said];
    const text = String(await this.#screen.evaluate(allText));
    if (!/^Live$/mu.test(text)) return;
    expect(await this.#onServer()).toEqual(expect.arrayContaining(said));
  }
}

/** Fisher and Yates'. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = createRandom(seed);
  const left = [...items];
  return items.map(() => left.splice(random.int(left.length), 1)).flat();
}

async function spendDay(
  server: TestServer,
  screen: Screen,
  { seed, most }: { readonly seed: number; readonly most: number },
): Promise<void> {
  const network = await openNetwork(server.url);
  try {
    await server.kill('SIGTERM');
    await server.start({ ORIGIN: network.url });
    const ana = await signUpThere(server, network.url);
    const ben = person('Ben Okafor');
    await screen.open(`${network.url}/sign-up`);
    await screen.fill('Name', ben.name);
    await screen.fill('E-mail', ben.email);
    await screen.fill('Password', ben.password);
    await screen.press('Create account');
    await shows(screen, /^Live$/m);
    const trackId = uuid7(Date.now());
    const inviteId = uuid7(Date.now());
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
    await expect
      .poll(() => screen.evaluate('return navigator.serviceWorker.controller !== null'))
      .toBe(true);
    await screen.open(`${network.url}/track/${trackId}`);
    await shows(screen, 'Night Bus');
    await screen.evaluate(noteStatus);

    const day = new Day([server, screen, network], ana, trackId);
    const random = createRandom(seed);
    for (const hindrance of shuffled(hindrances, seed).slice(0, most)) {
      await test.step(hindrance.name, () => day.meet(hindrance));
      network.answer(null);
      network.set('up');
      // Often the next thing comes before all is well again.
      if (random.int(3) > 0) await day.recover();
    }
    await day.end();

    network.set('cut');
    await screen.startCold();
    await screen.open(`${network.url}/track/${trackId}`);
    await shows(screen, 'Said behind');
    // What is on screen then may be read for the first time.
    await shows(screen, /^Offline/m);
  } finally {
    await network.close();
  }
}

const seed = Number(process.env['SEED'] ?? 14);
const days: readonly (readonly [Engine, number])[] = [
  ['Chromium', hindrances.length],
  ['Firefox', 6],
  ['WebKitGTK', 6],
];
for (const [engine, most] of days) {
  test(`BT1 BT2 BT4 SY28 a day behind what may lie in between: ${engine}, seed ${seed}`, async ({
    server,
  }) => {
    test.skip(!isWanted(engine), `${engine} is not here`);
    const screen = await openScreen(engine);
    try {
      await spendDay(server, screen, { seed, most });
    } finally {
      await screen.close();
    }
  });
}
