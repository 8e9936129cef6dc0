/** A line on the state of a lake in its store. */
import { count, counted } from '../progress/format';
import type { StatePlan, StateStatus } from '../targets/remote-state/reading';

export function stateText({ to, held, saved_at: at, files, bytes, error }: StateStatus): string {
  if (error !== null) return `${to}: ${error}`;
  const saved = at === null ? 'nothing was saved yet' : `saved at ${at}, ${sizeOf(files, bytes)}`;
  return `${to}: ${saved}${held === null ? '' : `, locked by ${held}`}`;
}

export function plannedText({ to, files, bytes, fetched, error }: StatePlan): string {
  if (error !== null) return `  ${to}: ${error}`;
  return `  ${to}: ${sizeOf(fetched.files, fetched.bytes)} of ${sizeOf(files, bytes)} would be fetched. Files that the export changes are put back whole`;
}

function sizeOf(files: number, bytes: number): string {
  return `${counted(files, 'file')}, ${count(bytes)} bytes`;
}
