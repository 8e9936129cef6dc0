/** The services that Ticketlake knows: one line each. */
import { deskpro } from './deskpro/vendor';
import { notific } from './notific/vendor';
import { sympoq } from './sympoq/vendor';
import { synqly } from './synqly/vendor';
import { teamswork } from './teamswork/vendor';
import type { Vendor, VendorName } from './vendor';

const VENDORS: readonly Vendor[] = [deskpro, sympoq, notific, synqly, teamswork];

export function vendorNamed(name: string): Vendor | undefined {
  return VENDORS.find((vendor) => vendor.name === name);
}

export function vendorNames(): VendorName[] {
  return VENDORS.map((vendor) => vendor.name);
}
