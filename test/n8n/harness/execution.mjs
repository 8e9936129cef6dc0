// What an execution left behind, in words a test asks for.

/**
 * @param {{id?: string, status?: string, data: {resultData: object}}} record an execution with its data parsed
 */
export function executionOf(record) {
  const { resultData } = record.data;
  const runs = (nodeName) => resultData.runData[nodeName] ?? [];
  return {
    id: record.id,
    /** n8n's word: success, error, canceled, crashed … */
    status: record.status,
    /** The error that ended the execution, if one did: message, description, context, node, httpCode … */
    error: resultData.error,
    /** The items (`json`, `binary`, `pairedItem`, `error`) that a node put on one of its outputs, of all its runs. */
    items: (nodeName, output = 0) => runs(nodeName).flatMap((run) => run.data?.main?.[output] ?? []),
    /** The `json` of those items. */
    json: (nodeName, output = 0) =>
      runs(nodeName)
        .flatMap((run) => run.data?.main?.[output] ?? [])
        .map(({ json }) => json),
    /** Hints that a node gave to the person in front of the editor. */
    hints: (nodeName) => runs(nodeName).flatMap((run) => run.hints ?? []),
    record,
  };
}
