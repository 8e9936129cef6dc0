/** Each measure's twin in SQL, on a lake of all services where the figures must fit together. */
import { vendorNames } from '../../vendors/registry';
import { fitTogether } from './measures.cases';

fitTogether('all five services', vendorNames(), 15);
