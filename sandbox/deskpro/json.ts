export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `2026-03-01T09:00:00+0000`: no colon in the offset, no fraction, always UTC. */
export function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`;
}

export function stampOrNull(at: number | null): string | null {
  return at === null ? null : stamp(at);
}
