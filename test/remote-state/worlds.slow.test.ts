import { nothingIsLostOrMixed } from './worlds.cases';

nothingIsLostOrMixed(400);
