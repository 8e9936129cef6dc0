import { independenceCase, oracleCases } from './oracle.cases';

independenceCase();
oracleCases({ seeds: [15], count: 12, zones: ['Australia/Lord_Howe'], wholeEvery: 2, names: ['notific'] });
