/** The part of better-auth's tables that we read, and what we keep about accounts ourselves. */
export interface AccountTables {
  /** Owned by better-auth; read, renamed, and deleted with the account. */
  user: {
    id: string;
    name: string;
    /** Lower case. */
    email: string;
  };
  /** Owned by better-auth; deleted with the account. */
  session: { id: string; userId: string };
  /** Passwords. Owned by better-auth; deleted with the account. */
  account: { id: string; userId: string; providerId: string; password: string | null };
  /** Links that the operator has handed out. Owned by better-auth; deleted with the account. */
  verification: {
    id: string;
    identifier: string;
    value: string;
    expiresAt: string;
    createdAt: string;
    updatedAt: string;
  };
  /** Where an account has signed in before; what the browser keeps is hashed. */
  known_browser: { user_id: string; hash: string; seen_at: number };
  /** When each session was last heard of, within minutes. */
  session_seen: { session_id: string; seen_at: number };
  support_account: { user_id: string; added_at: number };
  setting: { name: string; value: string };
}
