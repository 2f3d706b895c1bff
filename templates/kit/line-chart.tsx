type Point = { at: number; value: number }

type Props = {
  title: string
  unit: string
  points: Point[]
  low?: number | null
  high?: number | null
  /** What a moment is called. */
  day: (at: number) => string
}

const width = 640
const height = 180
const foot = 22
const left = 8

/** A line over time with its limits, drawn on the server; the same figures stand in the list beside it. */
export const LineChart = ({ title, unit, points, low = null, high = null, day }: Props) => {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 2) return null
  const values = [...points.map(({ value }) => value), ...[low, high].flatMap((limit) => limit ?? [])]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const span = most - least || 1
  const x = (at: number) => left + ((at - first.at) / Math.max(1, last.at - first.at)) * (width - 2 * left)
  const y = (value: number) => 14 + (1 - (value - least) / span) * (height - foot - 28)
  const isOut = (value: number) => (low !== null && value < low) || (high !== null && value > high)
  return (
    <figure class="chart">
      <svg class="ch ch-line" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}, ${unit}`}>
        <title>{`${title}, ${unit}`}</title>
        <desc>{points.map(({ at, value }) => `${day(at)}: ${value}`).join('; ')}</desc>
        <line x1="0" x2={width} y1={height - foot} y2={height - foot} class="axis" />
        {[low, high].flatMap((limit) =>
          limit === null
            ? []
            : [
                <line x1="0" x2={width} y1={y(limit)} y2={y(limit)} class="limit" />,
                <text x={width - 2} y={y(limit) - 4} text-anchor="end">
                  {`${limit} limit`}
                </text>,
              ],
        )}
        <polyline
          class="trace"
          points={points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
        />
        {points.map(({ at, value }) => (
          <circle cx={x(at).toFixed(1)} cy={y(value).toFixed(1)} r="3" class={isOut(value) ? 'out' : 'dot'} />
        ))}
        <text x={x(last.at)} y={y(last.value) - 8} text-anchor="end" class="ink">
          {last.value}
        </text>
        <text x={left} y={y(first.value) - 8} class="ink">
          {first.value}
        </text>
        <text x={left} y={height - 6}>
          {day(first.at)}
        </text>
        <text x={width - left} y={height - 6} text-anchor="end">
          {day(last.at)}
        </text>
      </svg>
    </figure>
  )
}
