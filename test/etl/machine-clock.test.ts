import { quick } from './machine-clock.cases';

quick();
