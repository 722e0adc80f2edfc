/** What every screen behind sign-in shares: one feed model and one clock for the whole app. */
import { createContext } from 'svelte';
import type { Ticks } from '#lib/ports/ticks.ts';
import type { Awaiting } from '#lib/view-models/awaiting.svelte.ts';
import type { FeedModel } from '#lib/view-models/feed-model.svelte.ts';
import type { Now } from '#lib/view-models/now.svelte.ts';
import type { StatusModel } from '#lib/view-models/status-model.svelte.ts';

export interface Shell {
  readonly feed: FeedModel;
  readonly awaiting: Awaiting;
  readonly now: Now;
  readonly ticks: Ticks;
  readonly status: StatusModel;
}

export const [useShell, provideShell] = createContext<Shell>();
