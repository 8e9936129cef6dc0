/** SympoQ as its nodes and its credential see it. */
import type { IDataObject } from 'n8n-workflow';
import { DEFAULT_PATHS } from '../../vendors/sympoq/paths';
import { sympoq } from '../../vendors/sympoq/vendor';
import type { SourceSettings } from '../../vendors/vendor';
import { NO_SETTINGS } from '../shared/list';
import type { Service } from '../shared/service';

export const SYMPOQ: Service = { vendor: sympoq, credential: 'sympoqApi' };

const PATH_NAMES = Object.keys(DEFAULT_PATHS);

/** The field of the credential for a path: `update` → `pathUpdate`. */
export function pathField(name: string): string {
  return `path${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** What the credential says about paths that SympoQ's page does not name. */
export function settingsIn(credentials: IDataObject): SourceSettings {
  if (credentials['changePaths'] !== true) return NO_SETTINGS;
  const entries = PATH_NAMES.map((name) => [name, String(credentials[pathField(name)] ?? '').trim()] as const);
  return { ...NO_SETTINGS, paths: Object.fromEntries(entries.filter(([, path]) => path !== '')) };
}
