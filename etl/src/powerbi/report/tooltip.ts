/** The page that appears when the pointer rests on a bar: what the bar stands for, in four figures. */
import { objectName } from '../ids';
import type { Field, JsonValue } from './visual';
import { formatting, literal } from './visual';

export const TOOLTIP_TITLE = 'Tooltip';

/** The page's name, as files and visuals write it. */
export function pageName(title: string): string {
  return objectName(`page ${title}`);
}

/** Figures of tickets make sense for every field that filters tickets; what the export did is no such field. */
export function tooltipOf({ table }: Field): Record<string, JsonValue> {
  if (['Runs', 'Rejects', 'Status Changes'].includes(table)) return {};
  return {
    visualTooltip: formatting({
      show: literal(true),
      type: literal('Canvas'),
      section: literal(pageName(TOOLTIP_TITLE)),
    }),
  };
}
