// The house as it is: rooms in their order, how large they are, and who looks at whom.
import { filesOf, importsOf, roomOrder } from './files.ts'

const order = roomOrder()
const files = filesOf(['src'], /\.tsx?$/)
const roomOf = (path: string) => /^src\/([a-z-]+)\//.exec(path)?.[1] ?? null

console.log('room         files  lines  looks at')
for (const room of [...order, 'adapters', 'local']) {
  const own = files.filter(({ path }) => roomOf(path) === room)
  const lines = own.reduce((sum, { text }) => sum + text.split('\n').length, 0)
  const seen = new Set(
    own.flatMap((file) => importsOf(file).map(roomOf)).filter((name) => name !== null && name !== room),
  )
  const arrows = [...order, 'adapters'].filter((name) => seen.has(name)).join(' ')
  console.log(`${room.padEnd(12)} ${String(own.length).padStart(5)} ${String(lines).padStart(6)}  ${arrows}`)
}
