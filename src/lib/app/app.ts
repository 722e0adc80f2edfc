/**
 * What the screens get from the composition root. The app lives as long as the tab; a session belongs
 * to one account and ends with its sign-out, or when this browser signs in as somebody else: then
 * everything is disposed first and the page loads anew, so nothing of one person outlives it.
 */
import type { Account, AccountPort } from '#lib/ports/account.ts';
import type { DevicesReader } from '#lib/ports/devices.ts';
import type { DraftKeeper } from '#lib/ports/drafts.ts';
import type { FeedActs, FeedLookups, FeedReader } from '#lib/ports/feed.ts';
import type { HistoryReader } from '#lib/ports/history.ts';
import type { OutboxReader } from '#lib/ports/outbox.ts';
import type { NoticeReader } from '#lib/ports/notices.ts';
import type { Observable } from '#shared/base/observable.ts';
import type { PersonalReader } from '#lib/ports/personal.ts';
import type { PreferencesReader } from '#lib/ports/preferences.ts';
import type { Presence } from '#lib/ports/presence.ts';
import type { StatusReader, UpdateReader } from '#lib/ports/status.ts';
import type { ThemePort } from '#lib/ports/theme.ts';
import type { Ticks } from '#lib/ports/ticks.ts';
import type { CommandSender, WorkspaceReader } from '#lib/ports/workspace.ts';

/** One account on this device. */
export interface FeedSession {
  /** As it was when the page began. */
  readonly account: Account;
  /** What they call themselves now, wherever they changed it. */
  readonly named: () => Observable<string>;
  readonly feed: FeedReader;
  readonly acts: FeedActs;
  readonly workspace: WorkspaceReader;
  readonly commands: CommandSender;
  readonly status: StatusReader;
  /** Loaded when first asked for. */
  readonly drafts: () => Promise<DraftKeeper>;
  /** Loaded when first asked for. */
  readonly outbox: () => Promise<OutboxReader>;
  /** Loaded when first asked for. */
  readonly personal: () => Promise<PersonalReader>;
  /** Loaded when first asked for. */
  readonly preferences: () => Promise<PreferencesReader>;
  /** Loaded when first asked for. */
  readonly devices: () => Promise<DevicesReader>;
  /** Loaded when first asked for. */
  readonly history: () => Promise<HistoryReader>;
  /** Loaded when first asked for. */
  readonly presence: () => Promise<Presence>;
  /** Loaded when first asked for. */
  readonly lookups: () => Promise<FeedLookups>;
  /** Loaded when first asked for. */
  readonly notices: () => Promise<NoticeReader>;
  /** Resolves when nothing of it runs or writes any more; what was acted is on disk before that. */
  dispose(): Promise<void>;
}

export interface App {
  readonly account: AccountPort;
  readonly updates: UpdateReader;
  readonly ticks: Ticks;
  readonly theme: ThemePort;
  /** The fragment of an invite link, over a sign-in; empty where there is none. */
  readonly keepJoinLink: (fragment: string) => void;
  readonly takeJoinLink: () => string;
  /** The same one until sign-out; null while nobody is signed in here. */
  session(): FeedSession | null;
}
