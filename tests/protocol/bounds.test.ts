/** Limits of asking, from a real process: who is beyond them, and that nobody else is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { routes } from '#shared/protocol/routes.ts';
import {
  linksTried,
  requestsPerAddress,
  requestsPerUser,
  uploadsOpen,
} from '../../sync-server/limits/figures.ts';
import { signUpPerson, type TestPerson } from '../support/server.ts';
import { openFilesStudio, type FilesStudio } from './support/files-studio.ts';
import { bytesOf, fileOf } from './support/tus-client.ts';

let studio: FilesStudio;
let ben: TestPerson;
beforeAll(async () => {
  studio = await openFilesStudio({ TRUST_PROXY: '1' });
  ben = await signUpPerson(studio.server.url, 'Ben Okafor');
});
afterAll(() => studio.server.dispose());

/** So many, some at a time. @returns the answers */
async function many(count: number, ask: () => Promise<Response>): Promise<readonly Response[]> {
  const answers: Response[] = [];
  while (answers.length < count) {
    const some = await Promise.all(Array.from({ length: 50 }, ask));
    for (const answer of some) await answer.arrayBuffer();
    answers.push(...some);
  }
  return answers;
}
const refusedOf = (answers: readonly Response[]) => answers.filter(({ status }) => status === 429);

it('OP51 an address that asks without end is told to come again, and no other', async () => {
  const ask = (address: string) =>
    fetch(studio.server.url + routes.health, { headers: { 'x-forwarded-for': address } });
  const refused = refusedOf(await many(2 * requestsPerAddress.burst, () => ask('10.1.1.1')));
  expect(refused.length).toBeGreaterThan(0);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('10.1.1.2')).status).toBe(200);
});

it('OP51 a person who asks without end is told to come again, and no other', async () => {
  const ask = ({ cookie }: TestPerson) =>
    fetch(studio.server.url + routes.pushKey, {
      headers: { cookie, 'x-forwarded-for': '10.1.2.1' },
    });
  const refused = refusedOf(await many(2 * requestsPerUser.burst, () => ask(ben)));
  expect(refused.length).toBeGreaterThan(0);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask(studio.ana)).status).toBe(200);
});

it('OP51 links that set a password are tried a few times from one address', async () => {
  const ask = async (address: string) => {
    const answer = await fetch(studio.server.url + accountRoutes.resetPassword, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: studio.server.url,
        'x-forwarded-for': address,
      },
      body: JSON.stringify({ token: 'x'.repeat(43), password: 'correct horse battery' }),
    });
    return answer.status;
  };
  const tried: number[] = [];
  for (let times = 0; times <= linksTried.burst; times += 1) tried.push(await ask('10.1.3.1'));
  expect(tried).toEqual([...Array.from({ length: linksTried.burst }, () => 404), 429]);
  expect(await ask('10.1.3.2')).toBe(404);
});

it('OP51 uploads of one person that are open are bounded', async () => {
  const { client, trackId } = studio;
  const bytes = bytesOf(10);
  const begin = async () => {
    for (;;) {
      const answer = await client.create(fileOf(trackId, bytes, { versionId: uuid7(Date.now()) }));
      // Some are begun in a second; what waits for a minute is another limit.
      if (answer.status !== 429 || answer.headers['retry-after'] === '60') return answer;
    }
  };
  for (let open = 0; open < uploadsOpen; open += 1) expect((await begin()).status).toBe(201);
  expect(await begin()).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
}, 60_000);
