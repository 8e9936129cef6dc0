/** From a VendorError to what n8n shows: message = what happened, description = how to mend it. */
import type { INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { VendorError } from '../../vendors/errors';
import { toResult } from '../../vendors/result';
import { isVendorError } from '../../vendors/errors';
import type { N8nContext } from './transport';

/** An error of n8n's own kind, naming the item; nothing but our own words and the service's cleaned ones is in it. */
export function nodeError(context: N8nContext, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) {
    if (itemIndex !== undefined) error.context['itemIndex'] = itemIndex;
    return error;
  }
  if (isVendorError(error)) return worded(fromVendor(context, error, itemIndex), error);
  return new NodeOperationError(
    context.getNode(),
    error instanceof Error ? error : 'The node could not finish its work',
    { itemIndex },
  );
}

/** Input that was never sent is the workflow's matter, everything else the service's. */
function fromVendor(context: N8nContext, error: VendorError, itemIndex?: number): NodeApiError | NodeOperationError {
  const node = context.getNode();
  if (error.status === undefined && error.code === 'bad_input') {
    return new NodeOperationError(node, error.message, { itemIndex });
  }
  const httpCode = error.status === undefined ? undefined : String(error.status);
  return new NodeApiError(node, { message: error.message }, { message: error.message, itemIndex, httpCode });
}

/** n8n puts sentences of its own in place of a message with a word like ECONNREFUSED in it: ours says more. */
function worded(failure: NodeApiError | NodeOperationError, error: VendorError): NodeApiError | NodeOperationError {
  failure.message = error.message;
  failure.messages = [];
  failure.description = [error.remedy, error.request === undefined ? undefined : `Request: ${error.request}`]
    .filter((part) => part !== undefined)
    .join(' ');
  return failure;
}

/** Errors as n8n shows them. */
export async function inOurWords<Value>(context: N8nContext, work: Promise<Value>): Promise<Value> {
  const result = await toResult(work);
  if (result.status === 'fulfilled') return result.value;
  throw nodeError(context, result.reason);
}

/** What an item becomes under Continue On Fail: the error, on the right item, on the error output. */
export function failedItem(context: N8nContext, error: unknown, itemIndex: number): INodeExecutionData {
  const failure = nodeError(context, error, itemIndex);
  return { json: { error: failure.message }, error: failure, pairedItem: { item: itemIndex } };
}
