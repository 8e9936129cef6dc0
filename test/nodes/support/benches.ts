/** Each service's node on the bench. */
import type { VendorName } from '../../../vendors/vendor';
import { TESTED } from '../../services';
import { benchFor, type Bench } from './bench';
import { registeredOf } from './registered';

/** Where the service answers, and with which key. */
export interface Door {
  url: string;
  key: string;
}

/** @param door asked for at every call */
export function benchOf(name: VendorName, door: () => Door): Bench {
  const { node, credential } = registeredOf(name);
  return benchFor(node, credential, () => ({ baseUrl: door().url, apiKey: door().key, ...TESTED[name].credential }));
}
