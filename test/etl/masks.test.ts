/** Masks where rows of marts are made; more of them, whole lakes of random people and of each service: slow.test. */
import './masks.rows.cases';
