/** Every service, and two sources in any order. */
import { slow } from './tickets-awaited.cases';

slow();
