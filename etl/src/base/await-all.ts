/** Waits for all: work that fails must not leave other work behind that still writes. */

/** @throws what the first one that failed threw, when all have ended */
export async function awaitAllThenThrow(work: ReadonlyArray<Promise<unknown>>): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
