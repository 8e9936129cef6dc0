/** The `state:` of the top level: where the state of a lake is kept, if not in the lake's own folder. */
import path from 'node:path';
import type { StateConfig, TargetConfig } from './config';
import { showValue } from './display-value';
import { holds, isSystemFolder, withoutLinks } from './lake-folder';
import type { About } from './leaf';
import { DEFAULT_KEEP_MS } from './publish-schema';
import { placeKey, settledTargets } from './publish-targets';
import type { TargetPlace } from './target-place';
import type { Variables } from './variables';

export const STATE: About = {
  form: 'folder or URL',
  default: './lake/state',
  description:
    'Where the state of the lake is kept, written as `to:` of a target. In a store, a run can begin in an empty folder. It fetches the state, and puts it back at its end.',
};

export interface StateProblem {
  message: string;
  remedy: string;
}

export interface SettledState {
  /** Absent: in the folder of the lake. */
  state?: StateConfig;
  problems: StateProblem[];
}

export interface StateSurroundings {
  /** Absolute path. */
  lake: string;
  /** Of the configuration. */
  folder: string;
  variables: Variables;
  targets: readonly TargetConfig[];
}

const ALONE =
  'Give the state a place of its own. It holds everything that services answered, which readers of tables must not see.';

export function settledState(place: TargetPlace, surroundings: StateSurroundings): SettledState {
  const { lake, folder, variables, targets } = surroundings;
  // A store is opened and judged as that of a target is.
  const { targets: settled, problems } = settledTargets(
    [{ to: place, format: 'parquet', keep: DEFAULT_KEEP_MS }],
    lake,
    folder,
    variables,
  );
  const [as] = settled;
  if (as === undefined) return { problems };
  const state: StateConfig = { to: as.to, place: as.place, access: as.access };
  if (state.place.kind !== 'folder') return { state, problems: [...problems, ...besideTargets(state, targets)] };
  const own = state.place.folder;
  if (withoutLinks(own) === withoutLinks(path.join(lake, 'state'))) return { problems: [] };
  return { state, problems: [...refusedFolder(own, lake), ...besideTargets(state, targets)] };
}

function refusedFolder(own: string, lake: string): StateProblem[] {
  const message = `${showValue(own)} is no folder for the state`;
  if (isSystemFolder(own))
    return [{ message: `${message}: it belongs to the system`, remedy: 'Give a folder of its own.' }];
  if (holds(lake, own))
    return [
      { message: `${message}: it lies in the lake`, remedy: 'Give a folder outside of the lake, or remove state:.' },
    ];
  if (holds(own, lake))
    return [
      {
        message: `${message}: the lake lies in it`,
        remedy: 'Give a folder beside the lake, for example ./desk-state.',
      },
    ];
  return [];
}

function besideTargets(state: StateConfig, targets: readonly TargetConfig[]): StateProblem[] {
  const own = placeKey(state);
  const beside = targets.find((target) => own.startsWith(placeKey(target)) || placeKey(target).startsWith(own));
  return beside === undefined ? [] : [{ message: `the target ${beside.name} publishes there`, remedy: ALONE }];
}
