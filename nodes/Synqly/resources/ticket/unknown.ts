/** What was asked for by name where nothing came: a word that there is not gets an error, not an empty list. */
import type { VendorError } from '../../../../vendors/errors';
import { isVendorError } from '../../../../vendors/errors';
import { valueOrError } from '../../../../vendors/outcome';
import { isWordField, refuseUnknown, refuseUnknownProject } from '../../../../vendors/synqly/operations/known';
import type { ParameterReader } from '../../../shared/parameter-reader';
import type { OperationRun } from '../../../shared/operation';

/** @throws VendorError that names the parameter and lists what there is */
export async function refuseUnknownNames(
  { call, parameters }: OperationRun,
  project: string | undefined,
): Promise<void> {
  if (project !== undefined)
    await naming(refuseUnknownProject(call, project), (error) => parameters.about('projectId', error));
  const filters = parameters.collection('filters');
  for (const [name, field, word] of wordsIn(filters)) {
    if (!isWordField(field)) continue;
    await naming(refuseUnknown(call, field, word, project), (error) => filters.about(name, error));
  }
}

type Word = readonly [parameter: string, field: string, word: string];

function wordsIn(filters: ParameterReader): Word[] {
  const one = (name: string, field: string): Word[] => {
    const word = filters.text(name);
    return word === undefined ? [] : [[name, field, word]];
  };
  return [
    ...one('status', 'status'),
    ...one('issueType', 'issue_type'),
    ...filters.rows('conditions', 'condition').flatMap(conditionWords),
  ];
}

/** Of a condition that a ticket has to be like a word; the others may well be about a word that there is not. */
function conditionWords(row: ParameterReader): Word[] {
  const [field, operator] = [row.choice('field'), row.choice('operator')];
  if (field === undefined || (operator !== 'eq' && operator !== 'in')) return [];
  const words = operator === 'in' ? row.names('value') : [row.text('value') ?? ''];
  return words.filter((word) => word !== '').map((word): Word => ['conditions', field, word]);
}

async function naming(work: Promise<void>, named: (error: VendorError) => VendorError): Promise<void> {
  const outcome = await valueOrError(work);
  if (isVendorError(outcome)) throw named(outcome);
}
