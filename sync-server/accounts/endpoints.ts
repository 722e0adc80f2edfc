/** What better-auth answers of all that it could: the paths below its base that the app asks. */
export const endpoints = {
  GET: ['/get-session'],
  POST: ['/sign-up/email', '/sign-in/email', '/sign-out', '/change-password'],
} as const;
