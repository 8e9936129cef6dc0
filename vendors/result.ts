/**
 * What became of work that may fail, as a value: for callers to whom a failure is one of the outcomes. It is used
 * instead of `catch`, whose block would throw anew.
 * @returns `fulfilled` with its value, or `rejected` with what was thrown as `reason`
 */
export async function toResult<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}
