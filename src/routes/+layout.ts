/** The app renders on the device only, from what the device holds. */
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';
