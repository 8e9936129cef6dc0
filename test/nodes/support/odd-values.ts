/**
 * Odd values of every parameter of every operation: each spelling makes the same requests as the plain value, byte by
 * byte, or is refused by the label of its parameter before anything is sent.
 */
import type { INodeProperties } from 'n8n-workflow';
import { choicesOf } from './every-property';
import { NOTHING, NULL } from './parameters';

/** Values that mean the same, the plain one first. */
export type Alike = readonly [unknown, ...unknown[]];

export interface Odd {
  alike: readonly Alike[];
  refused: readonly unknown[];
}

/** Zone of the workflow: no day and no time may fall back to that of the machine or to UTC. */
export const ZONE = 'Asia/Tokyo';

const SWITCH: Odd = {
  alike: [
    [true, 'true', 'TRUE', ' yes ', 'Yes', 'on', '1', 1],
    [false, 'false', 'False', 'no', ' NO ', 'off', '0', 0],
  ],
  refused: [NOTHING, NULL, null, '', ' ', 'maybe', 'wahr', 'internal', 2, -1, 0.5, [], [true], {}, { value: true }],
};

const TIME: Odd = {
  alike: [
    [
      '2026-03-04T10:00:00Z',
      '2026-03-04T19:00:00',
      '2026-03-04 19:00',
      '2026-03-04T05:00:00-05:00',
      ' 2026-03-04T10:00:00.000Z ',
    ],
    ['2026-03-03T15:00:00Z', '2026-03-04', '2026-03-04T00:00:00'],
  ],
  refused: ['soon', '2026-02-30', '24.12.2026', true, {}, ['2026-03-04', '2026-03-05']],
};

const DAY: Odd = {
  alike: [
    ['2026-03-04', '2026-03-04T00:00:00', '2026-03-04T23:30:00-11:00', '2026-03-04T00:30:00+14:00', ' 2026-03-04 '],
  ],
  refused: ['soon', '2026-02-30', '24.12.2026', true, {}],
};

/** JSON that lost its end, lists of other languages, a record: split at their commas, they would be nonsense. */
const TORN = ["['7', '8']", '["7", "8"', '[7, x]', '{"a": 1}', "('7', '8')", "{'7', '8'}", '```json\n["7", "8"]\n```'];

const LIST: Odd = {
  alike: [
    [['7', '8'], '7,8', ' 7 , 8 ', '["7","8"]', ' [ "7", "8", "7" ]', [7, 8], '[7, 8]'],
    [['Sales, EMEA', 'vip'], '["Sales, EMEA","vip"]', '"Sales, EMEA", "vip"'],
  ],
  refused: [[{ name: 'vip' }], { name: 'vip' }, [['vip']], ...TORN],
};

const TEXT: Odd = { alike: [['7', 7]], refused: [{}, { text: 'x' }, [{ text: 'x' }]] };
const JSON_OBJECT: Odd = { alike: [['{"wire": "x"}', { wire: 'x' }, ' {"wire":"x"} ']], refused: [] };

export function oddOf(property: INodeProperties): Odd | undefined {
  const choices = choicesOf(property);
  switch (property.type) {
    case 'boolean':
      return SWITCH;
    case 'number':
      return numbers(property);
    case 'options':
      return choices.length === 0 ? { alike: [['7', 7, ' 7 ']], refused: [{}, ['7', '8'], [{}]] } : chosen(choices);
    case 'multiOptions':
      return choices.length === 0 ? LIST : severalChosen(choices);
    case 'dateTime':
      return property.typeOptions?.dateOnly === true ? DAY : TIME;
    case 'resourceLocator':
      return located(property);
    case 'string':
      return TEXT;
    case 'json':
      return JSON_OBJECT;
    default:
      return undefined;
  }
}

function numbers({ typeOptions = {}, default: fallback }: INodeProperties): Odd {
  const { minValue, maxValue, numberPrecision } = typeOptions;
  return {
    alike: [
      [7, '7', ' 7 ', '+7', 7.0],
      [fallback, ...(minValue === 1 && fallback === 50 ? [NULL, '', ' ', NOTHING] : [])],
    ],
    refused: [
      ...['many', '7 tickets', '1e1', true, [7], {}, Infinity, NaN],
      ...(minValue === undefined ? [] : [minValue - 1, String(minValue - 1)]),
      ...(maxValue === undefined ? [] : [maxValue + 1]),
      ...(numberPrecision === 0 ? [2.5, '2.5'] : []),
    ],
  };
}

type Choices = ReturnType<typeof choicesOf>;

function chosen(choices: Choices): Odd {
  return {
    alike: choices.map(({ name, value }): Alike => {
      const text = String(value);
      return [value, text.toUpperCase(), text.toLowerCase(), ` ${text} `, name, name.toLowerCase()];
    }),
    refused: ['nonsense', {}, ['a', 'b'], choices.some(({ value }) => value === 'true') ? 'yes' : true],
  };
}

function severalChosen(choices: Choices): Odd {
  const two = choices.slice(0, 2);
  const values = two.map(({ value }) => String(value));
  const names = two.map(({ name }) => name);
  return {
    alike: [[values, values.join(','), JSON.stringify(values), names, names.join(', ').toUpperCase()]],
    refused: [['nonsense'], 'nonsense', [...values, 'nonsense'], [{}], { a: 1 }, ...TORN],
  };
}

function located(property: INodeProperties): Odd {
  const id = '7';
  const byMode = (mode: string, value: unknown) => ({ __rl: true, mode, value });
  return {
    // What was picked from a list is an ID; what was typed may be a name, and is looked up.
    alike: [
      [byMode('id', id), byMode('id', 7), byMode('id', ` ${id} `)],
      [byMode('list', id), byMode('list', 7), byMode('list', ` ${id}`)],
    ],
    refused: [
      byMode('id', { a: 1 }),
      byMode('id', [id, id]),
      ...(property.required === true ? ['', ' ', NULL, NOTHING].map((blank) => byMode('id', blank)) : []),
    ],
  };
}
