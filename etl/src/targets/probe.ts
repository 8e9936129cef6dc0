/** Tries with an object of its own what a publication needs of a store, and removes it. */
import { randomUUID } from 'node:crypto';
import { firstLineOf } from '../base/system-error';
import type { Store } from './store/store';
import { TargetError } from './store/store';

export interface ProbeFinding {
  message: string;
  remedy: string;
}

/** @returns null when all works */
export async function probe(store: Store): Promise<ProbeFinding | null> {
  const name = `_ticketlake/probe-${randomUUID()}.json`;
  try {
    await tried(store, name);
    await store.delete(name);
    return null;
  } catch (error) {
    await store.delete(name).catch(() => undefined);
    const remedy = error instanceof TargetError ? error.remedy : 'Check the place and the rights to it.';
    return { message: firstLineOf(error), remedy };
  }
}

async function tried(store: Store, name: string): Promise<void> {
  const [one, two] = [Buffer.from('{"probe":1}\n'), Buffer.from('{"probe":2}\n')];
  need(await store.putIfAbsent(name, one), 'a new object cannot be made');
  need(
    !(await store.putIfAbsent(name, two)),
    'it lets a second program make the same object: two runs would lose rows',
  );
  const found = await store.get(name);
  need(found?.body.equals(one) === true, 'an object cannot be read as it was written');
  const listed = (await store.list('_ticketlake/')).some((object) => object.name === name);
  need(listed, 'an object that was just written is not listed');
  need(await store.replaceIf(name, two, found?.tag ?? ''), 'an object cannot be replaced');
  const isStale = await store.replaceIf(name, one, found?.tag ?? '');
  need(!isStale, 'it replaces an object that is not the one that was read: two runs would lose rows');
}

function need(holds: boolean, message: string): void {
  if (!holds) throw new TargetError(message, 'Name another store. docs/how-to/publish.md names those that were tried.');
}
