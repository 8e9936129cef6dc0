/** The services as the tests know them: one line each. */
import type { VendorName } from '../../vendors/vendor';
import { deskpro } from './deskpro';
import { notific } from './notific';
import { sympoq } from './sympoq';
import { synqly } from './synqly';
import { teamswork } from './teamswork';
import type { TestedService } from './tested-service';

export const TESTED: Readonly<Record<VendorName, TestedService>> = { deskpro, notific, sympoq, synqly, teamswork };
