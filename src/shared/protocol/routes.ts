/** Both programs agree on these paths. */
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
  uploads: '/api/uploads',
  files: '/api/files',
  demo: '/api/demo',
  /** A page for whatever lies on the way to show itself in; once through, the app opens. */
  through: '/api/through',
  openapi: '/api/openapi.json',
} as const;

/** Where a player fetches a version. */
export const soundRoute = (versionId: string): string => `${routes.files}/${versionId}/sound`;
