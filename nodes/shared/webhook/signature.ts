/** Whether a delivery comes from the service: compared in constant time, so that no answer tells how near a guess was. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hashing first makes both sides equally long. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest('compare', a), digest('compare', b));
}

function digest(key: string, text: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** @returns the HMAC-SHA256 of the body in lower-case hex */
export function hexSignature(secret: string, body: Uint8Array): string {
  return digest(secret, body).toString('hex');
}

export function base64Signature(secret: string, body: Uint8Array): string {
  return digest(secret, body).toString('base64');
}
