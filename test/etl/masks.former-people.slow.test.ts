/** Whoever was a person of a masked lake: removed sources, and what is remembered. */
import './masks.former-people.cases';
