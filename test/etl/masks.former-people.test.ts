/** Whoever was a person of a masked lake stays one. Removed sources, and what is remembered: slow.test. */
import './masks.former-people.cases';
