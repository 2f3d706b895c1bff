import { Button, PageHead } from '../kit'
import { Page } from '../layouts/page'

const keys: [string, string][] = [
  ['/', 'Search'],
  ['Ctrl K', 'Find or do anything'],
  ['C', 'New task'],
  ['G then H, A, P, T, L', 'Go to home, assets, parts, tasks, places'],
  ['J, K', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['Ctrl Enter', 'Save or send'],
  ['Esc', 'Close'],
  ['?', 'This help'],
]

const Keys = () => (
  <>
    <dl class="kv">
      {keys.map(([key, what]) => (
        <>
          <dt>
            <kbd class="key">{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </>
      ))}
    </dl>
    <p class="hint">Single keys can be switched off in your profile.</p>
  </>
)

export const KeyboardPage = () => (
  <Page title="Keyboard">
    <PageHead title="Keyboard" />
    <Keys />
  </Page>
)

/** The same in a box over the page that one is on: few open it, so no page brings it along. */
export const KeyboardBox = () => (
  <dialog id="keys" class="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keyboard</h2>
    <Keys />
    <form method="dialog">
      <Button>Close</Button>
    </form>
  </dialog>
)
