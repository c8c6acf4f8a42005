import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Line {
  readonly name: string;
  /** The name of a variable of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | undefined)[];
}

interface ChartProps {
  readonly title: string;
  /** Seconds from now: 0, and less than that. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly language: string;
}

const HEIGHT = 92;

/** Lines over the last minutes. The last values stand in words beside the names, for those who cannot see the lines. */
export function Chart({ title, times, lines, language }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const names = lines.map(({ name }) => name).join();

  useEffect(() => {
    const build = () => {
      plot.current?.destroy();
      plot.current = drawChart(frame.current!, lines);
    };
    build();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', build);
    const observer = new ResizeObserver(([entry]) =>
      plot.current?.setSize({ width: entry!.contentRect.width, height: HEIGHT }),
    );
    observer.observe(frame.current!);
    return () => {
      dark.removeEventListener('change', build);
      observer.disconnect();
      plot.current?.destroy();
    };
  }, [names]);

  useEffect(() => {
    const data = [times, ...lines.map(({ values }) => values.map((value) => value ?? null))];
    plot.current?.setData(data as unknown as uPlot.AlignedData);
  });

  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <ul>
          {lines.map(({ name, colour, values }) => (
            <li key={name} class={`key ${colour}`}>
              {name} <b>{values.at(-1) === undefined ? '–' : number.format(values.at(-1)!)}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={frame} aria-hidden="true" />
    </figure>
  );
}

function drawChart(frame: HTMLElement, lines: readonly Line[]): uPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('ink-quiet'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: frame.clientWidth || 320,
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      padding: [6, 0, 0, 0],
      scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
      axes: [
        {
          ...axis,
          size: 20,
          grid: { show: false },
          space: 70,
          values: (_plot, all) => all.map((seconds) => `${seconds} s`),
        },
        { ...axis, size: 34, space: 26 },
      ],
      series: [
        {},
        ...lines.map((line) => ({
          label: line.name,
          stroke: colour(line.colour),
          width: 1.5,
          points: { show: false },
        })),
      ],
    },
    [[], ...lines.map(() => [])] as unknown as uPlot.AlignedData,
    frame,
  );
}
