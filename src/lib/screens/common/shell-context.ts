/** Every screen behind sign-in shares this: one feed model and one clock for the whole app. */
import { createContext } from 'svelte';
import type { Ticks } from '#lib/ports/device.ts';
import type { Awaiting } from './awaiting.svelte.ts';
import type { FeedModel } from './feed-model.svelte.ts';
import type { Now } from './now.svelte.ts';
import type { StatusModel } from './status-model.svelte.ts';

export interface Shell {
  readonly feed: FeedModel;
  readonly awaiting: Awaiting;
  readonly now: Now;
  readonly ticks: Ticks;
  readonly status: StatusModel;
}

export const [useShell, provideShell] = createContext<Shell>();
