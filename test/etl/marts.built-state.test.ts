/** Tables are built anew when the program that computes them is another one, and stay otherwise; other reasons: slow.test. */
import { quick } from './marts.built-state.cases';

quick();
