/** A light theme. Text has a contrast of 7:1 or more on its background, colours of data 4.5:1 (WCAG 2.2). */
import type { JsonValue } from './visual';

export const THEME_FILE = 'Ticketlake.json';

export const COLORS = {
  page: '#F3F5F7',
  visual: '#FFFFFF',
  text: '#1B2733',
  quietText: '#435160',
  line: '#D5DBE1',
  data: ['#1F6FB2', '#B04A0E', '#2E7D4F', '#7A4BA3', '#A8322D', '#5B6B7B', '#00748A', '#7D5B00'],
  good: '#2E7D4F',
  neutral: '#7D5B00',
  bad: '#A8322D',
} as const;

export function theme(): JsonValue {
  const { page, visual, text, quietText, line, data, good, neutral, bad } = COLORS;
  const font = 'Segoe UI';
  return {
    name: THEME_FILE,
    dataColors: data,
    background: visual,
    foreground: text,
    foregroundNeutralSecondary: quietText,
    backgroundLight: page,
    backgroundNeutral: line,
    tableAccent: data[0],
    good,
    neutral,
    bad,
    textClasses: {
      title: { fontFace: `${font} Semibold`, fontSize: 12, color: text },
      label: { fontFace: font, fontSize: 10, color: text },
      callout: { fontFace: `${font} Semibold`, fontSize: 22, color: text },
      header: { fontFace: `${font} Semibold`, fontSize: 12, color: text },
    },
    visualStyles: {
      '*': {
        '*': {
          background: [{ show: true, color: { solid: { color: visual } }, transparency: 0 }],
          border: [{ show: true, color: { solid: { color: line } }, radius: 6 }],
        },
      },
      page: { '*': { background: [{ color: { solid: { color: page } }, transparency: 0 }] } },
      textbox: { '*': { background: [{ show: false }], border: [{ show: false }] } },
    },
  };
}
