/**
 * Repairs the app where it does not load, and needs nothing of it: says what waits on this device, asks
 * who answers, and has worker and kept program go and be fetched anew. Databases and kept sounds stay.
 */
const answeredBy = { header: 'answered-by', server: 'producer-dashboard' };
const answerMs = 15_000;
/** Where an account keeps what its person did here; other versions of the app have the same names. */
const stores = { outbox: 'outbox', drafts: 'drafts' };
const actsName = /^acts-/;
const uploadsName = /^uploads-/;
const programCache = 'shell';
const anew = '#anew';

const element = (id) => document.getElementById(id);
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** @returns {Promise<IDBDatabase | null>} as it is; null where it is none, or held by another tab */
const open = (name) =>
  new Promise((resolve) => {
    const asked = indexedDB.open(name);
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onblocked = () => resolve(null);
    asked.onerror = () => resolve(null);
    asked.onsuccess = () => resolve(asked.result);
  });

/** @returns {Promise<unknown[]>} */
const rowsOf = (db, store) =>
  new Promise((resolve) => {
    if (!db.objectStoreNames.contains(store)) return resolve([]);
    const asked = db.transaction(store).objectStore(store).getAll();
    asked.onerror = () => resolve([]);
    asked.onsuccess = () => resolve(asked.result);
  });

/** @throws where the browser does not say, or not in time, or has lost what somebody here wrote into */
async function findWaiting() {
  const listed = await Promise.race([
    indexedDB.databases(),
    new Promise((_, reject) => setTimeout(reject, answerMs)),
  ]);
  const names = listed.map(({ name }) => name ?? '');
  const isSomebodyHere = localStorage.getItem('account') !== null;
  if (isSomebodyHere && !names.some((each) => actsName.test(each))) throw new Error('lost');
  const waiting = { changes: [], texts: [], files: 0 };
  for (const name of names.filter((each) => actsName.test(each))) {
    const db = await open(name);
    if (!db) throw new Error('unreadable');
    const rows = await rowsOf(db, stores.outbox);
    waiting.changes.push(...rows.filter(({ state }) => state !== 'done'));
    waiting.texts.push(...(await rowsOf(db, stores.drafts)));
    db.close();
  }
  for (const name of names.filter((each) => uploadsName.test(each))) {
    const db = await open(name);
    if (!db) continue;
    waiting.files += (await rowsOf(db, 'uploads')).length;
    db.close();
  }
  return waiting;
}

async function showWaiting() {
  const waiting = await findWaiting().catch(() => null);
  if (!waiting) {
    element('waits').textContent =
      'This browser cannot read what it keeps for the app. Close all its windows, start it again, and see that the disk is not full. If that does not help, delete the data of this site in its settings: what was not sent yet is lost then, and all else comes back from the server.';
    return;
  }
  const { changes, texts, files } = waiting;
  const parts = [
    ...(changes.length > 0 ? [plural(changes.length, 'change', 'changes')] : []),
    ...(texts.length > 0 ? [plural(texts.length, 'text', 'texts')] : []),
    ...(files > 0 ? [plural(files, 'file', 'files')] : []),
  ];
  const has = parts.length > 0;
  element('waits').textContent = has
    ? `Not on the server yet: ${parts.join(', ')}. All of it stays here, and is sent once the app runs again.`
    : 'Nothing of yours waits to be sent, but for what you read or dismissed; that stays, too.';
  const copy = element('copy');
  copy.hidden = changes.length + texts.length === 0;
  copy.onclick = () => {
    const text = JSON.stringify({ changes, texts }, null, 2);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'producer-waiting.json';
    link.click();
  };
}

const isOfServer = ({ headers }) => headers.get(answeredBy.header) === answeredBy.server;

/** @returns {Promise<'server' | 'other' | 'nobody'>} */
const whoAnswers = (path) =>
  fetch(path, {
    cache: 'no-store',
    redirect: 'manual',
    signal: AbortSignal.timeout(answerMs),
  }).then(
    (answer) => (isOfServer(answer) ? 'server' : 'other'),
    () => 'nobody',
  );

async function showServer() {
  const said = element('server');
  said.textContent = 'Looking …';
  element('repair').disabled = true;
  const [api, program] = [await whoAnswers('/api/health'), await whoAnswers('/service-worker.js')];
  const worst = [api, program].find((who) => who !== 'server') ?? 'server';
  element('repair').disabled = worst !== 'server';
  if (worst === 'server') said.textContent = 'It answers. The app can be fetched anew.';
  if (worst === 'nobody') said.textContent = 'It cannot be reached. Find a network, then look again.';
  if (worst !== 'other') return;
  said.textContent = 'Something on this network answers instead of it. ';
  const link = document.createElement('a');
  Object.assign(link, { href: '/api/through', target: '_blank', rel: 'noreferrer' });
  link.textContent = 'See what it says';
  said.append(link, ', then look again.');
}

/** A worker that is gone still stands between the server and this page, until it is loaded again. */
async function repair() {
  element('repair').disabled = true;
  element('server').textContent = 'Repairing …';
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    await worker.unregister();
  }
  if ('caches' in window) await caches.delete(programCache);
  location.hash = anew;
  location.reload();
}

/** What the browser itself remembers of the program may be wrong, too. */
async function fetchAnew() {
  element('server').textContent = 'Fetching the app …';
  const fetched = async (path) => {
    const signal = AbortSignal.timeout(4 * answerMs);
    const answer = await fetch(path, { cache: 'reload', redirect: 'manual', signal });
    if (!isOfServer(answer)) throw new Error('not of the server');
    return await answer.text();
  };
  const page = new DOMParser().parseFromString(await fetched('/200.html'), 'text/html');
  const links = page.querySelectorAll('link[rel=modulepreload], link[rel=stylesheet]');
  await Promise.all(Array.from(links, (link) => fetched(link.getAttribute('href'))));
  location.replace('/');
}

async function begin() {
  void showWaiting();
  if (location.hash !== anew) return await showServer();
  history.replaceState(null, '', location.pathname);
  await fetchAnew().catch(showServer);
}

element('again').onclick = () => void showServer();
element('repair').onclick = () => void repair();
void begin();
