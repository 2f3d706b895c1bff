/** One bar: its label, its value, the part of it that needs action. */
export type Bar = { label: string; value: number; part?: number }

type ChartProps = { title: string; unit: string; bars: Bar[]; partName?: string; wholeName?: string }

const width = 480
const height = 160
const foot = 20

/** Bars drawn on the server, as wide as their column; the same figures as a table under them. */
export const BarChart = ({ title, unit, bars, partName, wholeName = 'All' }: ChartProps) => {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const step = width / Math.max(1, bars.length)
  const scale = (height - foot - 18) / most
  return (
    <figure class="chart">
      <svg class="ch" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}, ${unit}`}>
        <title>{`${title}, ${unit}`}</title>
        <desc>{bars.map(({ label, value }) => `${label}: ${value}`).join('; ')}</desc>
        <line x1="0" x2={width} y1={height - foot} y2={height - foot} class="axis" />
        {bars.map(({ label, value, part = 0 }, index) => {
          const x = index * step + step * 0.18
          const top = height - foot - value * scale
          return (
            <>
              <rect
                x={x}
                y={top}
                width={step * 0.64}
                height={value * scale}
                class={index === bars.length - 1 ? 'f1' : 'f6'}
              />
              {part > 0 ? (
                <rect x={x} y={height - foot - part * scale} width={step * 0.64} height={part * scale} class="f2" />
              ) : null}
              <text x={x + step * 0.32} y={top - 5} text-anchor="middle" class="ink">
                {value}
              </text>
              <text x={x + step * 0.32} y={height - 5} text-anchor="middle">
                {label}
              </text>
            </>
          )
        })}
      </svg>
      <details class="how">
        <summary>Table</summary>
        <table class="tbl plain">
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col" class="num">
                {wholeName}
              </th>
              {partName ? (
                <th scope="col" class="num">
                  {partName}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, value, part = 0 }) => (
              <tr>
                <td>{label}</td>
                <td class="num">{value}</td>
                {partName ? <td class="num">{part}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
