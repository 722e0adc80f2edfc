/** Where pushes go and which are on their way, as Kysely sees it. Instants are integer ms. */
import type { Generated } from 'kysely';

export interface PushTables {
  push_subscription: {
    id: string;
    user_id: string;
    device: string;
    session_id: string;
    endpoint: string;
    p256dh: string;
    auth: string;
    asserted_at: number;
    time_zone: string | null;
    /** Its push service wants nothing before. */
    rest_until: Generated<number>;
  };
  /** They go with their subscription. */
  push_job: {
    subscription_id: string;
    notification_id: string;
    ordinal: number;
    queued_at: number;
    due_at: number;
    attempts: number;
    /** 0 or 1. */
    held: number;
    small: number;
  };
}
