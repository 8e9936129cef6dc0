/** Packages of cloud stores, which are installed only where a target needs one: they are large. */
import { createRequire } from 'node:module';
import { dictionary } from '../../../vendors/dictionary';

export const S3_SDK = '@aws-sdk/client-s3';

/** The version that was tested. */
const VERSIONS: Readonly<Partial<Record<string, string>>> = dictionary({ [S3_SDK]: '3.1175.0' });

export function isInstalled(name: string): boolean {
  try {
    createRequire(__filename).resolve(name);
    return true;
  } catch {
    return false;
  }
}

export function sdkRemedy(name: string): string {
  return `Run npm i ${name}@${VERSIONS[name] ?? 'latest'} in the folder in which ticketlake is installed.`;
}
