/** Numbers and times as people read them. */

export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** `1 ticket`, `2,000 tickets`, `3 retries` */
export function counted(number: number, noun: string): string {
  const many = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count(number)} ${number === 1 ? noun : many}`;
}

/** `0.4 s`, `12 s`, `3:05 min`, `2:03:05 h` */
export function span(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return minutes < 60
    ? `${minutes}:${rest} min`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest} h`;
}

/** As `span`, but `3 days` where hours say little. */
export function roughSpan(ms: number): string {
  return ms < 172_800_000 ? span(ms) : `${Math.round(ms / 86_400_000)} days`;
}
