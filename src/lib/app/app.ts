/**
 * What the screens get from the composition root. The app lives as long as the tab; a session belongs
 * to one account and ends with its sign-out, or when this browser signs in as somebody else: then
 * everything is disposed first and the page loads anew, so nothing of one person outlives it.
 */
import type { Account, AccountPort } from '#lib/ports/account.ts';
import type {
  FeedActs,
  FeedLookups,
  FeedReader,
  HistoryReader,
  DevicesReader,
} from '#lib/ports/feed.ts';
import type { NoticeReader, Presence, ThemePort, Ticks } from '#lib/ports/device.ts';
import type { KeptSounds } from '#lib/ports/kept.ts';
import type { Player } from '#lib/ports/player.ts';
import type { Observable } from '#shared/base/observable.ts';
import type { StatusReader, UpdateReader, OutboxReader, DraftKeeper } from '#lib/ports/session.ts';
import type { Uploads } from '#lib/ports/uploads.ts';
import type {
  CommandSender,
  WorkspaceReader,
  PersonalReader,
  PreferencesReader,
} from '#lib/ports/workspace.ts';

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
  readonly drafts: DraftKeeper;
  readonly uploads: Uploads;
  readonly player: Player;
  readonly kept: KeptSounds;
  readonly outbox: OutboxReader;
  readonly personal: PersonalReader;
  readonly preferences: PreferencesReader;
  readonly devices: DevicesReader;
  readonly history: HistoryReader;
  readonly presence: Presence;
  readonly lookups: FeedLookups;
  readonly notices: NoticeReader;
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
