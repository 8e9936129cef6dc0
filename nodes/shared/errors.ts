/** From a VendorError to what n8n shows: message = what happened, description = how to mend it. */
import type { INode, INodeExecutionData } from 'n8n-workflow';
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
  failure.message = isTool(failure.node) ? [error.message, error.remedy].filter(isThere).join('. ') : error.message;
  failure.messages = [];
  const request = error.request === undefined ? undefined : `Request: ${error.request}`;
  failure.description = [error.remedy, request].filter(isThere).join(' ');
  return failure;
}

const isThere = (part: string | undefined): boolean => part !== undefined && part !== '';

/** n8n hands a model the message alone: as a tool of an agent, a node says in it what to do, too. */
const isTool = ({ type }: INode): boolean => type.endsWith('Tool');

/** Errors as n8n shows them. */
export async function inOurWords<Value>(context: N8nContext, work: Promise<Value>): Promise<Value> {
  const result = await toResult(work);
  if (result.status === 'fulfilled') return result.value;
  throw nodeError(context, result.reason);
}

/** What an item becomes under Continue On Fail: what happened, how to mend it and the status, on the right item. */
export function failedItem(context: N8nContext, error: unknown, itemIndex: number): INodeExecutionData {
  const failure = nodeError(context, error, itemIndex);
  const { message, description } = failure;
  const httpCode = failure instanceof NodeApiError ? failure.httpCode : null;
  const json = {
    error: message,
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    ...(httpCode === null ? {} : { httpCode }),
  };
  return { json, error: failure, pairedItem: { item: itemIndex } };
}
