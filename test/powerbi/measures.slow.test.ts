/** Each measure's twin in SQL, on a lake of one service and on one of all, where the figures must fit together. */
import { vendorNames } from '../../vendors/registry';
import { fitTogether } from './measures.cases';

fitTogether('one service', ['teamswork'], 60);
fitTogether('all five services', vendorNames(), 15);
