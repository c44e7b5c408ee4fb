/** Charts as SVG, drawn by the server: colours come from the stylesheet, and the table behind says the same in numbers. */
import { html, type Html } from '../public/html';

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 26;
/** More bars cannot be told apart. */
const MOST = 60;

/** Bars side by side for each label. */
export function barChart({
  title,
  labels: all,
  series: given,
}: {
  readonly title: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}): Html {
  const labels = all.slice(-MOST);
  const series = given.map(({ name, values }) => ({ name, values: values.slice(-MOST) }));
  const top = niceTop(Math.max(1, ...series.flatMap(({ values }) => values)));
  const slot = (WIDTH - LEFT) / labels.length;
  const bar = Math.min(22, (slot * 0.8) / series.length);
  const height = HEIGHT - BOTTOM;
  const round = (n: number): number => Math.round(n * 10) / 10;
  const every = Math.ceil(labels.length / 8);
  const summary = series
    .map(({ name, values }) => `${name}: ${values.reduce((sum, value) => sum + value, 0)}`)
    .join('; ');
  return html`<figure class="chart">
    <figcaption>
      ${series.map(({ name }, i) => html`<span class="key series-${i}">${name}</span>`)}
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}. ${summary}">
      ${[0, 0.5, 1].map(
        (share) =>
          html`<line
              class="grid"
              x1="${LEFT}"
              x2="${WIDTH}"
              y1="${round(4 + (height - 4) * (1 - share))}"
              y2="${round(4 + (height - 4) * (1 - share))}"
            ></line
            ><text class="axis" x="${LEFT - 6}" y="${round(8 + (height - 4) * (1 - share))}" text-anchor="end"
              >${Math.round(top * share)}</text
            >`,
      )}
      ${labels.map(
        (label, at) =>
          html`${series.map(({ name, values }, i) => {
            const size = round(((values[at] ?? 0) / top) * (height - 4));
            const x = round(LEFT + slot * at + (slot - bar * series.length) / 2 + bar * i);
            return html`<rect
              class="series-${i}"
              x="${x}"
              y="${round(height - size)}"
              width="${round(bar * 0.92)}"
              height="${size}"
              ><title>${label}, ${name}: ${values[at] ?? 0}</title></rect
            >`;
          })}
          ${
            at % every === 0
              ? html`<text
                  class="axis"
                  x="${round(LEFT + slot * (at + 0.5))}"
                  y="${HEIGHT - 8}"
                  text-anchor="middle"
                  >${label}</text
                >`
              : null
          }`,
      )}
    </svg>
  </figure>`;
}

/** A round number that is not less. */
function niceTop(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  return Math.max(2, size * ([1, 2, 5, 10].find((step) => step * size >= value) ?? 10));
}
