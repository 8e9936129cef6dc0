/** Bodies that end early are known by their length. */
import { TargetError } from './store';

export class CutBody extends TargetError {
  constructor(message: string) {
    super(message, 'Run `ticketlake publish` again.');
  }
}

/** @param length as the store said it; less than 0: it did not. @throws CutBody */
export function proveWhole(name: string, bytes: number, length: number): void {
  if (length >= 0 && bytes !== length) throw new CutBody(`${name} ended after ${bytes} of ${length} bytes`);
}
