import { nothingIsLostOrMixed } from './worlds.cases';

nothingIsLostOrMixed(60);
