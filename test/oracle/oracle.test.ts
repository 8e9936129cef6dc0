import { independenceCase, oracleCases } from './oracle.cases';

independenceCase();
oracleCases(15, 60, ['America/New_York']);
