/** __title__ as its nodes and its credential see it. */
import { __name__ } from '../../vendors/__name__/vendor';
import type { Service } from '../shared/service';

export const __NAME__: Service = { vendor: __name__, credential: '__camel__Api' };
