/** Hands the app from the root layout to pages and screens; below those, props carry what is needed. */
import { createContext } from 'svelte';
import type { App, FeedSession } from '#lib/app/app.ts';
import { assert } from '#shared/base/assert.ts';

export const [useApp, provideApp] = createContext<App>();

/** For what is only ever rendered for somebody signed in; the layout's guard sees to that. */
export function useSession(): FeedSession {
  const session = useApp().session();
  assert(session, 'screens behind sign-in have a session');
  return session;
}
