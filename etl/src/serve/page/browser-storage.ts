/** What this browser remembers; a browser that may remember nothing still shows the page. */

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`ticketlake.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`ticketlake.${name}`);
    else localStorage.setItem(`ticketlake.${name}`, value);
  } catch {
    // It holds for this visit.
  }
}
