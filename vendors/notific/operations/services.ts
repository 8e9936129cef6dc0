/** Services by their name, as people write it. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { asText } from '../../json';
import { fold } from '../../text';
import { idOf, member } from '../members';
import { readAll } from './record';

/**
 * @param texts ids or names
 * @returns the ids, with one look at the list
 * @throws VendorError bad_input when no or several services have that name
 */
export async function serviceIds(call: Call, texts: readonly string[]): Promise<string[]> {
  if (texts.length === 0) return [];
  const services = await readAll(call, 'service');
  return texts.map((text) => serviceIdIn(text, services));
}

/** As `serviceIds`, of services that were read already. */
export function serviceIdIn(text: string, services: readonly JsonObject[]): string {
  const byId = services.find((service) => idOf(service) === text.trim());
  const byName = services.filter((service) => fold(asText(member(service, 'Name')) ?? '') === fold(text));
  const id = idOf(byId ?? (byName.length === 1 ? (byName[0] ?? null) : null));
  if (id !== null) return id;
  const names = services.map((service) => asText(member(service, 'Name'))).filter((name) => name !== null);
  throw new VendorError({
    code: 'bad_input',
    message: byName.length > 1 ? `Notific has several services "${text}"` : `Notific has no service "${text}"`,
    remedy: byName.length > 1 ? 'Give the Id.' : `Give one of ${names.slice(0, 20).join(', ')}, or an Id.`,
  });
}
