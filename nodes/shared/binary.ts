/** Files as n8n's binary data, both ways; bytes never stand in `json`. */
import type { IBinaryData, IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { FilePart } from '../../vendors/http';
import { VendorError } from '../../vendors/errors';
import type { OperationRun } from './operation';
import { parseText } from './parameters';
import type { BinaryContent } from './stream';

export const INPUT_FILES_PROPERTY: INodeProperties = {
  displayName: 'Input Data Field Names',
  name: 'binaryPropertyName',
  type: 'string',
  default: 'data',
  required: true,
  placeholder: 'e.g. data, photo',
  hint: 'The name of the input field that holds the file; several are separated by commas',
  description: 'Which fields of the input item hold the files to upload',
};

export const OUTPUT_FILE_PROPERTY: INodeProperties = {
  displayName: 'Put Output File in Field',
  name: 'outputBinaryPropertyName',
  type: 'string',
  default: 'data',
  required: true,
  placeholder: 'e.g. data',
  hint: 'The name of the output field to put the file in',
};

/**
 * The files of the input item, with their bytes.
 * @param fields names of its binary fields; default: the parameter above
 * @throws VendorError when no field is named; n8n's own error when the item has no such field
 */
export async function filesGiven(
  { node, item, parameters }: OperationRun,
  fields: readonly string[] = parameters.names(INPUT_FILES_PROPERTY.name),
): Promise<Array<Omit<FilePart, 'name'>>> {
  if (fields.length === 0) {
    throw new VendorError({
      code: 'bad_input',
      message: '"Input Data Field Names" is empty',
      remedy: 'Name the field of the input item that holds the file.',
    });
  }
  const files: Array<Omit<FilePart, 'name'>> = [];
  for (const field of fields) {
    const file = node.helpers.assertBinaryData(item, field);
    const bytes = await node.helpers.getBinaryDataBuffer(item, field);
    files.push({ file_name: nameOf(file, field), media_type: file.mimeType, bytes });
  }
  return files;
}

/** Services refuse a file without a name. @param field that holds it */
function nameOf({ fileName, fileExtension }: IBinaryData, field: string): string {
  const extension = parseText(fileExtension, 'File Extension');
  return parseText(fileName, 'File Name') ?? (extension === undefined ? field : `${field}.${extension}`);
}

/** An item with a downloaded file, whole or as it comes, in the binary field that the user chose. */
export async function fileItem(
  { node, parameters }: OperationRun,
  json: IDataObject,
  file: { bytes: Uint8Array | BinaryContent; fileName?: string; mediaType?: string },
): Promise<INodeExecutionData> {
  const field = parameters.text(OUTPUT_FILE_PROPERTY.name) ?? 'data';
  const bytes = file.bytes instanceof Uint8Array ? Buffer.from(file.bytes) : file.bytes;
  const data = await node.helpers.prepareBinaryData(bytes, file.fileName, file.mediaType);
  return { json, binary: { [field]: data } };
}
