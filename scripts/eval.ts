// How well readers read: `npm run eval -- quotes` prints precision and recall a field over the project's own corpus.
import { registerHooks } from 'node:module'

// The code of the house is imported as the bundler finds it: without endings.
registerHooks({
  resolve: (specifier, context, next) =>
    next(/^\.{1,2}\//.test(specifier) && !specifier.endsWith('.ts') ? `${specifier}.ts` : specifier, context),
})
const { corpus, embedded, scored } = await import('./eval/quotes.ts')
const { heldOut } = await import('./eval/held-out.ts')

const [what] = process.argv.slice(2)
if (what !== 'quotes') {
  console.log('Say what to measure: npm run eval -- quotes')
  process.exit(1)
}

/** Of what is stated so much must be read right, and nothing wrong without a flag. */
const bound = 0.95
let failed = false

for (const [name, answers] of [
  ['the corpus that the reader was written with', corpus()],
  ['answers in words that it was not written for', heldOut()],
] as const) {
  const { scores, trouble } = scored(embedded, answers)
  console.log(`\n${name}: ${answers.length} answers, embedded reader`)
  let [right, all, unflagged] = [0, 0, 0]
  for (const [field, score] of scores) {
    const given = score.right + score.wrong
    const wanted = score.right + score.wrong + score.missing
    right += score.right
    all += wanted
    unflagged += score.unflagged
    console.log(
      `${field.padEnd(12)} ${String(wanted).padStart(5)}  precision ${(score.right / Math.max(1, given)).toFixed(3)}  recall ${(score.right / Math.max(1, wanted)).toFixed(3)}  wrong without a flag ${score.unflagged}`,
    )
  }
  console.log(`all fields   ${(right / all).toFixed(4)} right of ${all}, ${unflagged} wrong without a flag`)
  for (const line of trouble) console.log(`  ${line}`)
  failed ||= right / all < bound || unflagged > 0
}
console.log(failed ? `\nBelow the bound: ${bound} right and nothing wrong without a flag.` : '\nWithin the bound.')
process.exit(failed ? 1 : 0)
