// Draws a page of the report as HTML: a sketch that has the places, the words and the figures of the report.
import { formatted } from './visual-data.mjs';

const COLORS = ['#1F6FB2', '#B04A0E', '#2E7D4F', '#7A4BA3', '#A8322D', '#5B6B7B', '#00748A', '#7D5B00'];
const STYLE = `
  * { box-sizing: border-box }
  body { margin: 0; background: #F3F5F7; font: 10pt 'Segoe UI', 'DejaVu Sans', sans-serif; color: #1B2733 }
  .visual { position: absolute; background: #fff; border: 1px solid #D5DBE1; border-radius: 6px; overflow: hidden; padding: 4px 8px }
  .visual.plain { background: none; border: 0 }
  h2 { font: 600 9.5pt 'Segoe UI', 'DejaVu Sans', sans-serif; margin: 0 0 2px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
  .value { font-size: 20pt; font-weight: 600; white-space: nowrap }
  .pair { display: inline-block; margin: 0 10px 2px 0; font-size: 11pt } .pair small { display: block; font-size: 8pt; color: #435160 }
  table { border-collapse: collapse; font-size: 8pt; width: 100% }
  th, td { text-align: left; padding: 1px 4px; border-bottom: 1px solid #EEF1F4; white-space: nowrap; max-width: 190px; overflow: hidden; text-overflow: ellipsis }
  th { font-weight: 600; border-bottom: 1px solid #435160 } .number { text-align: right }
  .box { border: 1px solid #8896A5; padding: 3px 6px; margin-top: 4px; font-size: 9pt; display: inline-block; min-width: 90% }
  text { font: 8pt 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #435160 }
  .legend { font-size: 8pt; color: #435160; white-space: nowrap; overflow: hidden } .legend b { font-weight: 400; margin-right: 8px }
`;

/** @param page of its page.json @param visuals as visual-data.mjs gives them */
export function pageHtml(page, visuals) {
  const drawn = visuals.map((visual) => {
    const { x, y, width, height } = visual.position;
    const plain = visual.type === 'textbox' ? ' plain' : '';
    const title = visual.title === undefined ? '' : `<h2>${escaped(visual.title)}</h2>`;
    return `<div class="visual${plain}" style="left:${x}px;top:${y}px;width:${width}px;height:${height}px">${title}${body(visual)}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>${escaped(page.displayName)}</title><style>${STYLE}</style>${drawn.join('')}`;
}

function body(visual) {
  const room = {
    width: visual.position.width - 18,
    height: visual.position.height - (visual.title === undefined ? 10 : 28),
  };
  switch (visual.type) {
    case 'card':
      return `<div class="value" style="font-size:${parseFloat(visual.objects.labels[0].properties.fontSize.expr.Literal.Value) - 2}pt">${escaped(visual.values[0].text)}</div>`;
    case 'multiRowCard':
      return visual.values
        .map(({ label, text }) => `<span class="pair">${escaped(text)}<small>${escaped(label)}</small></span>`)
        .join('');
    case 'lineChart':
      return lines(visual, room);
    case 'clusteredColumnChart':
    case 'columnChart':
      return columns(visual, room);
    case 'clusteredBarChart':
      return bars(visual, room);
    case 'pivotTable':
      return matrix(visual);
    case 'tableEx':
      return table(visual);
    case 'slicer':
      return slicer(visual);
    case 'textbox':
      return paragraphs(visual);
    default:
      return `<div class="box">← ${escaped(visual.objects.text[0].properties.text.expr.Literal.Value.replaceAll("'", ''))}</div>`;
  }
}

function escaped(text) {
  return String(text).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function slicer({ field, objects }) {
  const data = objects.data[0].properties;
  const value = (name) => data[name]?.expr.Literal.Value.replace(/^'(.*)'$/, '$1').replace(/D$/, '');
  const header = objects.header[0].properties.text.expr.Literal.Value.replaceAll("'", '');
  const isRelative = value('mode') === 'Relative';
  const control = isRelative
    ? `<span class="box" style="min-width:0">${value('relativeRange')}</span> <span class="box" style="min-width:0">${value('relativeDuration')}</span> <span class="box" style="min-width:0">${value('relativePeriod')}</span>`
    : '<span class="box">All ▾</span>';
  return `<h2 title="${escaped(field.name)}">${escaped(header)}</h2>${control}`;
}

function paragraphs({ objects }) {
  return objects.general[0].properties.paragraphs
    .map(
      ({ textRuns: [run] }) =>
        `<div style="font-size:${run.textStyle.fontSize};font-weight:${run.textStyle.fontWeight}">${escaped(run.value)}</div>`,
    )
    .join('');
}

function legend(series) {
  if (series.length < 2) return '';
  return `<div class="legend">${series.map((label, at) => `<b><span style="color:${color(at)}">■</span> ${escaped(label)}</b>`).join('')}</div>`;
}

function color(at) {
  return COLORS[at % COLORS.length];
}

function scale(max, height) {
  return (value) => height - (max === 0 ? 0 : (value / max) * height);
}

/** The frame of a chart: its axis on the left, first and last label below. */
function frame(visual, { width, height }, draw) {
  const hasAxes = visual.objects.valueAxis?.[0].properties.show?.expr.Literal.Value !== 'false';
  const inner = {
    left: hasAxes ? 52 : 2,
    width: width - (hasAxes ? 56 : 4),
    height: height - (hasAxes ? 18 : 6) - (visual.series.length > 1 ? 16 : 0),
  };
  const isStacked = visual.type === 'columnChart';
  const sums = visual.points.map(({ values }) =>
    isStacked
      ? values.reduce((sum, value) => sum + (value ?? 0), 0)
      : Math.max(0, ...values.map((value) => value ?? 0)),
  );
  const max = Math.max(0, ...sums);
  const at = scale(max, inner.height - 4);
  const shown = (index) => escaped(visual.points[index]?.label ?? '');
  const axes = hasAxes
    ? `<text x="${inner.left - 4}" y="10" text-anchor="end">${formatted(max, visual.format)}</text>
       <text x="${inner.left - 4}" y="${inner.height}" text-anchor="end">${formatted(0, visual.format)}</text>
       <line x1="${inner.left}" x2="${inner.left + inner.width}" y1="${inner.height}" y2="${inner.height}" stroke="#D5DBE1"/>`
    : '';
  const labels =
    hasAxes && visual.type === 'lineChart'
      ? `<text x="${inner.left}" y="${inner.height + 14}">${shown(0)}</text><text x="${inner.left + inner.width}" y="${inner.height + 14}" text-anchor="end">${shown(visual.points.length - 1)}</text>`
      : '';
  return `${legend(visual.series)}<svg width="${width}" height="${inner.height + 18}">${axes}${labels}${draw(inner, (value) => at(value) + 4)}</svg>`;
}

function lines(visual, room) {
  return frame(visual, room, ({ left, width }, y) => {
    const step = width / Math.max(1, visual.points.length - 1);
    return visual.series
      .map((_, series) => {
        const path = visual.points
          .map(({ values }, at) => [at, values[series]])
          .filter(([, value]) => value !== null)
          .map(
            ([at, value], index) => `${index === 0 ? 'M' : 'L'}${(left + at * step).toFixed(1)} ${y(value).toFixed(1)}`,
          )
          .join('');
        return `<path d="${path}" fill="none" stroke="${color(series)}" stroke-width="2"/>`;
      })
      .join('');
  });
}

function columns(visual, room) {
  const isStacked = visual.type === 'columnChart';
  return frame(visual, room, ({ left, width, height }, y) => {
    const step = width / Math.max(1, visual.points.length);
    const drawn = visual.points.map(({ values, label }, at) => {
      const x = left + at * step;
      let below = 0;
      const parts = values.map((value, series) => {
        if (value === null) return '';
        const wide = (step * 0.8) / (isStacked ? 1 : values.length);
        const top = y(below + value);
        const part = `<rect x="${x + step * 0.1 + (isStacked ? 0 : series * wide)}" y="${top}" width="${wide}" height="${Math.max(0, y(below) - top)}" fill="${color(series)}"/>`;
        if (isStacked) below += value;
        return part;
      });
      const isSeldom = visual.points.length > 8;
      const text =
        isSeldom && at % Math.ceil(visual.points.length / 5) > 0
          ? ''
          : `<text x="${x + step / 2}" y="${height + 14}" text-anchor="middle">${escaped(label)}</text>`;
      return parts.join('') + text;
    });
    return drawn.join('');
  });
}

function bars({ points, format }, { width, height }) {
  const shown = points.slice(0, Math.floor(height / 18));
  const max = Math.max(0, ...shown.map(({ values }) => values[0] ?? 0));
  const left = Math.min(130, width * 0.42);
  const drawn = shown.map(({ label, values }, at) => {
    const y = at * 18;
    const long = max === 0 ? 0 : ((values[0] ?? 0) / max) * (width - left - 40);
    const name = label.length > 20 ? `${label.slice(0, 19)}…` : label;
    return `<text x="${left - 4}" y="${y + 12}" text-anchor="end">${escaped(name)}</text><rect x="${left}" y="${y + 3}" width="${long}" height="12" fill="${COLORS[0]}"/><text x="${left + long + 4}" y="${y + 12}">${formatted(values[0], format)}</text>`;
  });
  return `<svg width="${width}" height="${height}">${drawn.join('')}</svg>`;
}

function matrix({ columns: heads, rows }) {
  const max = Math.max(0, ...rows.flatMap(({ cells }) => cells.map((cell) => cell ?? 0)));
  const cell = (value) => {
    const share = value === null || max === 0 ? 0 : value / max;
    const mixed = [0xf3, 0xf5, 0xf7].map((from, at) => Math.round(from + ([0x7f, 0xb2, 0xe0][at] - from) * share));
    return `<td class="number"${value === null ? '' : ` style="background:rgb(${mixed})"`}>${value ?? ''}</td>`;
  };
  const head = heads.map((label) => `<th class="number">${String(label).padStart(2, '0')}</th>`).join('');
  const body = rows
    .map(({ label, cells }) => `<tr><td>${escaped(label)}</td>${cells.map(cell).join('')}</tr>`)
    .join('');
  return `<table><tr><th></th>${head}</tr>${body}</table>`;
}

function table({ columns: heads, rows }) {
  const css = ({ isNumber }) => (isNumber ? ' class="number"' : '');
  const head = heads.map((column) => `<th${css(column)}>${escaped(column.label)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${row.map((text, at) => `<td${css(heads[at])}>${escaped(text)}</td>`).join('')}</tr>`,
  );
  return `<table><tr>${head}</tr>${body.join('')}</table>`;
}
