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
export function benchOf(name: VendorName, door: () => Door, version = 1): Bench {
  const { node, credential } = registeredOf(name);
  const data = () => ({ baseUrl: door().url, apiKey: door().key, ...TESTED[name].credential });
  return benchFor(node, credential, data, version);
}
