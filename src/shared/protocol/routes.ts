/** Paths both programs agree on. */
export const routes = {
  health: '/api/health',
  auth: '/api/auth',
  commands: '/api/commands',
  changes: '/api/changes',
  marks: '/api/marks',
  sync: '/api/sync',
  pushKey: '/api/push/key',
  pushSubscriptions: '/api/push/subscriptions',
  pushTest: '/api/push/test',
  sessions: '/api/sessions',
  endSessions: '/api/sessions/end',
  accountName: '/api/account/name',
  deleteAccount: '/api/account/delete',
  demo: '/api/demo',
  openapi: '/api/openapi.json',
} as const;
