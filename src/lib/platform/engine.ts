/** Which engine this browser is: sounds were measured by engine. All browsers of iOS are WebKit. */
import type { Engine } from '#shared/audio/playability.ts';

export function engineOf({ userAgent }: Pick<Navigator, 'userAgent'>): Engine {
  if (userAgent.includes('Firefox/')) return 'firefox';
  return /Chrom(e|ium)\//u.test(userAgent) ? 'chromium' : 'webkit';
}
