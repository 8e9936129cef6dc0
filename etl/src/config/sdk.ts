/** Packages that reach cloud stores, or find keys for them. They are installed only where a target needs one: they are large. */
import { createRequire } from 'node:module';
import { dictionary } from '../../../vendors/dictionary';

export const S3_SDK = '@aws-sdk/client-s3';
export const AZURE_IDENTITY = '@azure/identity';
export const GOOGLE_AUTH = 'google-auth-library';

/** The versions that were tested. */
const VERSIONS: Readonly<Partial<Record<string, string>>> = dictionary({
  [S3_SDK]: '3.1175.0',
  [AZURE_IDENTITY]: '4.13.1',
  [GOOGLE_AUTH]: '10.9.1',
});

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
