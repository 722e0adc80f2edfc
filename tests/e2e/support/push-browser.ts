/**
 * This is the part of a browser that hands out addresses to push to. It asks its maker's push
 * service, which no test can reach; here it asks the one on this machine. It outlives the pages, as
 * a browser's does.
 */
import type { BrowserContext } from '@playwright/test';
import type { PushService, PushTarget } from '../../support/push-service.ts';
import type { Pushes } from './pushes.ts';

export interface PushBrowser {
  /** Returns where it is pushed to now; null where nothing is subscribed. */
  target(): PushTarget | null;
  /** Another address, without a word to the app but the event in its worker. */
  changeTarget(pushes: Pushes): Promise<PushTarget>;
}

interface Held {
  readonly target: PushTarget;
  /** The key of the server that may push there, in base64url. */
  readonly key: string;
}

type Question = 'held' | 'subscribe' | 'unsubscribe';
type Given = PushTarget['subscription'] & { readonly key: string };

/** Opens it before the context's pages load the app. */
export async function openPushBrowser(
  context: BrowserContext,
  service: PushService,
): Promise<PushBrowser> {
  let held: Held | null = null;
  const given = (): Given | null => held && { ...held.target.subscription, key: held.key };

  await context.exposeFunction('askPushBrowser', (question: Question, key: string) => {
    if (question === 'unsubscribe') held = null;
    if (question === 'subscribe') {
      // A subscription is bound to one key for as long as it lives.
      if (held && held.key !== key) throw new Error('InvalidStateError');
      held ??= { target: service.createTarget(), key };
    }
    return given();
  });
  await context.addInitScript(standIn, null);

  return {
    target: () => held?.target ?? null,
    async changeTarget({ worker }) {
      if (!held) throw new Error('nothing is subscribed');
      held = { ...held, target: service.createTarget() };
      await worker.evaluate(standIn, given());
      await worker.evaluate(() => {
        const Event = Reflect.get(globalThis, 'ExtendableEvent') as new (type: string) => Event;
        dispatchEvent(new Event('pushsubscriptionchange'));
      });
      return held.target;
    },
  };
}

/**
 * Stands in a page, which can ask; or in the worker, which cannot.
 * @param known what the browser holds, for the worker
 */
function standIn(known: Given | null): void {
  // A blank page has none.
  if (!('PushManager' in globalThis)) return;
  const ask = async (question: Question, key = ''): Promise<Given | null> => {
    if (known) return known;
    const page = Reflect.get(globalThis, 'askPushBrowser') as (
      question: Question,
      key: string,
    ) => Promise<Given | null>;
    return page(question, key);
  };
  const base64url = (bytes: Uint8Array) =>
    btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  const bytesOf = (text: string) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
  const toSubscription = (given: Given | null) => {
    if (!given) return null;
    const { key, ...json } = given;
    return {
      endpoint: json.endpoint,
      expirationTime: null,
      options: { userVisibleOnly: true, applicationServerKey: bytesOf(key).buffer },
      toJSON: () => json,
      unsubscribe: async () => (await ask('unsubscribe')) === null,
    };
  };
  Object.assign(PushManager.prototype, {
    getSubscription: async () => toSubscription(await ask('held')),
    subscribe: async ({ applicationServerKey }: { readonly applicationServerKey: Uint8Array }) =>
      toSubscription(await ask('subscribe', base64url(applicationServerKey))),
  });
}
