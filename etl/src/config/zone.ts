/** Time zones that a configuration may name. DuckDB's own list is compared by `ticketlake check`. */

const SHAPE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** IANA names as this Node knows them, old names left out. */
export function zoneNames(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

/** The zone in its usual spelling, or undefined when Node does not know it. Old names (US/Eastern) count. */
export function zoneNamed(input: string): string | undefined {
  const folded = input.toLowerCase();
  const usual = zoneNames().find((name) => name.toLowerCase() === folded);
  if (usual !== undefined) return usual;
  return SHAPE.test(input) && isKnown(input) ? input : undefined;
}

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
