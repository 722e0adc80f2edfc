/** Which engine this browser is: sounds were measured by engine. All browsers of iOS are WebKit. */
import type { Engine } from './playability.ts';

/** @param userAgent as the browser calls itself */
export function engineOf({ userAgent }: { readonly userAgent: string }): Engine {
  if (userAgent.includes('Firefox/')) return 'firefox';
  return /Chrom(e|ium)\//u.test(userAgent) ? 'chromium' : 'webkit';
}
