import { Button, EmptyState, ErrorSummary, Form, Icon, type Trouble } from '../../kit'
import { Door } from '../../layouts/door'
import { PasskeyButton } from '../factors/passkey-button'

type Tablet = { name: string; organization: string }
type Tile = { id: string; name: string; jobTitle: string; pin: boolean; passkey: boolean }

const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '').join('')
}

type TabletProps = {
  tablet: Tablet
  tiles: Tile[]
  words: string
  next: string | null
  /** Where the last person was, for coming back to it. */
  back: string | undefined
}

/** Who takes the tablet? One tap on one's own name. */
export const TabletPage = ({ tablet, tiles, words, next, back }: TabletProps) => {
  const on = back ? `?next=${encodeURIComponent(back)}` : ''
  return (
    <Door title={tablet.name} wide>
      <p class="muted">
        {tablet.organization} · {tablet.name}
      </p>
      <h1 tabindex={-1}>Who are you?</h1>
      {tiles.length > 12 || words || next ? (
        <form action="/tablet" method="get" class="find find-wide" role="search">
          <Icon name="search" class="ico-s" />
          <input type="search" name="q" aria-label="Find your name" placeholder="Find your name" value={words} />
          <Button kind="quiet">Find</Button>
        </form>
      ) : null}
      {tiles.length === 0 ? (
        <EmptyState
          icon="users"
          title={words ? `Nobody here is called “${words}”` : 'Nobody has a PIN or a passkey yet'}
        >
          <p>
            {words
              ? 'Look at how it is written, or show everybody.'
              : 'Sign in on a device of your own, and set your PIN or add a passkey in your profile. Then you find yourself here.'}
          </p>
          {words ? (
            <a class="bt" href="/tablet">
              Show everybody
            </a>
          ) : null}
        </EmptyState>
      ) : (
        <ul class="people-tiles">
          {tiles.map(({ id, name, jobTitle }) => (
            <li>
              <a href={`/tablet/${id}${on}`}>
                <span class="av av-l" aria-hidden="true">
                  {initialsOf(name)}
                </span>
                <span>
                  <b>{name}</b>
                  <span class="muted">{jobTitle}</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {next ? (
        <a class="bt bt-l" href={`/tablet?${new URLSearchParams({ after: next, q: words })}`}>
          More people
        </a>
      ) : null}
      <div class="door-foot">
        <a class="lk" href="/sign-in?own=yes">
          Sign in another way
        </a>
      </div>
    </Door>
  )
}

type TileProps = { tile: Tile; tablet: Tablet; next: string; trouble: Trouble }

/** The number pad of one person, and their passkey. The pad needs a script; the field works without. */
export const TilePage = ({ tile, tablet, next, trouble }: TileProps) => (
  <Door title={tile.name} wrong={trouble !== null} script="passkey">
    <ErrorSummary trouble={trouble} />
    <p class="muted">
      {tablet.organization} · {tablet.name}
    </p>
    <h1 tabindex={-1}>{tile.name}</h1>
    {tile.pin ? (
      <Form action={`/tablet/${tile.id}/pin`} absolute class="form pad-form">
        <input type="hidden" name="next" value={next} />
        <div class={trouble?.fields.pin ? 'field wrong' : 'field'}>
          <label for="pin">PIN</label>
          <input
            class="pin-field"
            id="pin"
            name="pin"
            type="password"
            inputmode="numeric"
            autocomplete="off"
            maxlength={12}
            data-pin
            autofocus
            aria-invalid={trouble?.fields.pin ? 'true' : undefined}
          />
        </div>
        <div class="pad only-js" data-pad>
          {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
            <button type="button" class="bt" data-digit={digit}>
              {digit}
            </button>
          ))}
          <button type="button" class="bt bt-q" data-digit="back" aria-label="Take the last digit back">
            <Icon name="delete" />
          </button>
          <button type="button" class="bt" data-digit="0">
            0
          </button>
          <button type="submit" class="bt bt-p" aria-label="Open the tablet">
            <Icon name="arrow-right" />
          </button>
        </div>
        <noscript>
          <div class="form-end">
            <Button kind="primary" size="large" wide>
              Open the tablet
            </Button>
          </div>
        </noscript>
      </Form>
    ) : null}
    {tile.passkey ? (
      <PasskeyButton
        purpose="tablet"
        action={`/tablet/${tile.id}/passkey`}
        options={`/tablet/${tile.id}/passkey-options`}
        next={next}
        label="Use a passkey"
        primary={!tile.pin}
      />
    ) : null}
    <div class="door-foot">
      <a class="bt bt-l bt-w" href="/tablet">
        <Icon name="arrow-left" class="ico-s" />
        Somebody else
      </a>
    </div>
  </Door>
)

export const NoTabletPage = () => (
  <Door title="Not a shared tablet">
    <h1 tabindex={-1}>This is not a shared tablet</h1>
    <p>
      An administrator has ended it, or it never was one. An administrator can make it one under “Settings, Shared
      tablets”, signed in on this device.
    </p>
    <a class="bt bt-p bt-l bt-w" href="/sign-in?own=yes">
      Sign in
    </a>
  </Door>
)
