/** `replay` of a lake of all services. */
import { vendorNames } from '../../vendors/registry';
import { replays } from './replay.cases';

replays(vendorNames());
