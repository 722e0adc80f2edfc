/** Tells whether anything can be encrypted for these keys: a point on the curve, and a secret. */
import { ECDH } from 'node:crypto';

export interface SubscriptionKeys {
  readonly p256dh: string;
  readonly auth: string;
}

export function isEncryptable({ p256dh, auth }: SubscriptionKeys): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== 65 || Buffer.from(auth, 'base64url').length !== 16) return false;
  try {
    ECDH.convertKey(point, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}
