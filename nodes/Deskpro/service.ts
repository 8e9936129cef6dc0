/** Deskpro as its nodes and its credential see it. */
import { deskpro } from '../../vendors/deskpro/vendor';
import type { Service } from '../shared/service';

export const DESKPRO: Service = { vendor: deskpro, credential: 'deskproApi' };
