/** What a bar stands for, in four figures. */
import { card } from '../kinds';
import { tooltipPage } from '../page';
import { TOOLTIP_TITLE } from '../tooltip';

const small = (name: string) => [card(name, `${name} of the bar.`), 1] as const;

export const tooltip = tooltipPage(TOOLTIP_TITLE, [
  { share: 1, visuals: [small('Tickets Created'), small('Tickets Solved')] },
  { share: 1, visuals: [small('Open Now'), small('Median Resolution')] },
]);
