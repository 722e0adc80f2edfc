/** The part of better-auth's tables that we read, and what we keep about accounts ourselves. */
export interface AccountTables {
  /** Owned by better-auth; read only. */
  user: {
    id: string;
    name: string;
    /** Lower case. */
    email: string;
  };
  support_account: { user_id: string; added_at: number };
  setting: { name: string; value: string };
}
