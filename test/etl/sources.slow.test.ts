import { SOURCE_FAILPOINTS } from '../../etl/src/base/failpoint';
import { vendorNames } from '../../vendors/registry';
import { useCompiledExporter } from '../support/child-run';
import { copyOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import type { Scene } from './sources.cases';
import {
  expectAnotherIsLoaded,
  expectNoticed,
  expectOthersLoaded,
  expectRemoved,
  expectRenamed,
  expectTwiceIsSaid,
  expectWholeAfterKill,
  sceneOf,
} from './sources.cases';

useCompiledExporter();
const sandbox = useSandbox({ tickets: 20, limits: false, clock: FROZEN });

const scenes = new Map<string, Promise<Scene>>();
async function sceneIn(service: string): Promise<Scene> {
  const known = scenes.get(service) ?? sceneOf(sandbox(), service);
  scenes.set(service, known);
  const made = await known;
  return { ...made, lake: copyOf(made.lake) };
}

describe.each(vendorNames().filter((name) => name !== 'notific'))('%s', (service) => {
  test('renamed, it is noticed before anything is loaded', async () => expectNoticed(await sceneIn(service)));
  test('renamed, everything goes on under the new name', async () => expectRenamed(await sceneIn(service)));
  test('removed, nothing of it is left', async () => expectRemoved(await sceneIn(service)));
  test('another instance of the service is a new source', async () => expectAnotherIsLoaded(await sceneIn(service)));
});

test('killed when its rows were committed, the next export ends with the same lake', async () =>
  expectWholeAfterKill(await sceneIn('teamswork'), 'sources.committed', 'rename', 'export'));

test('renamed in a lake that is divided by month', async () => {
  const made = await sceneOf(sandbox(), 'deskpro', { partition: 'month' });
  await expectRenamed(made, { partition: 'month' });
});

test('a new source that does not answer is not loaded, the others are', async () =>
  expectOthersLoaded(await sceneIn('teamswork')));

test('tickets that count twice already are told of', async () => expectTwiceIsSaid(await sceneIn('teamswork')));

const PLACES = [
  ...SOURCE_FAILPOINTS,
  'publish.part_built',
  'publish.file_renamed',
  'publish.database_renamed',
] as const;
describe.each(PLACES)('killed at %s', (failpoint) => {
  test.each([
    ['rename', 'export'],
    ['rename', 'the same again'],
    ['remove', 'export'],
    ['remove', 'the same again'],
  ] as const)('%s, and then %s: the lake is the same', async (wanted, next) =>
    expectWholeAfterKill(await sceneIn('synqly'), failpoint, wanted, next),
  );
});
