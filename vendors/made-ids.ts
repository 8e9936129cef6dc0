/** Ids that are made where a service gives none: whoever knows or guesses the text behind one can make it, too. */

/** Of a person, from the folded e-mail address or name: its kind and the digits of `shortHash`. */
export const MADE_PERSON_ID = /^(mail|user)-([0-9a-f]{12})$/;
/** Of a record, from all that it says: the digits of `shortHash` stand last, but for the number of a double. */
export const MADE_RECORD_ID = /-([0-9a-f]{12})(-\d+)?$/;
