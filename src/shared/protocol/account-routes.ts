/** These are the paths of one's own account, apart, as no first screen asks for any of them. */
export const accountRoutes = {
  sessions: '/api/sessions',
  endSessions: '/api/sessions/end',
  accountName: '/api/account/name',
  deleteAccount: '/api/account/delete',
  resetPassword: '/api/account/reset',
} as const;
