/** Notific as its nodes and its credential see it. */
import { notific } from '../../vendors/notific/vendor';
import type { Service } from '../shared/service';

export const NOTIFIC: Service = { vendor: notific, credential: 'notificApi' };
