import type { PropsWithChildren } from 'hono/jsx'
import { Button, Form, Tabs } from '../kit'
import { Door } from '../layouts/door'

/** A message of the local post office, either way. */
export type Message = {
  id: string
  direction: 'out' | 'in'
  sender: string
  recipient: string
  body: Record<string, string>
  at: number
}

/** The person outside the house. */
export const personOf = ({ direction, sender, recipient }: Message): string =>
  direction === 'out' ? recipient : sender

type Here = 'mail' | 'phone' | 'push' | 'names'

/** The frame of the local doors. */
export const LocalDoor = ({
  here,
  title,
  wrong,
  children,
}: PropsWithChildren<{ here: Here; title: string; wrong?: boolean }>) => (
  <Door title={title} wide wrong={wrong}>
    <h1 tabindex={-1}>{title}</h1>
    <Tabs
      label="Local doors"
      tabs={[
        { href: '/dev/mail', label: 'Mail', current: here === 'mail' },
        { href: '/dev/phone', label: 'Text messages', current: here === 'phone' },
        { href: '/dev/push', label: 'Notes on devices', current: here === 'push' },
        { href: '/dev/names', label: 'Names', current: here === 'names' },
        { href: '/kit', label: 'Kit', current: false },
      ]}
    />
    {children}
  </Door>
)

/** Whose messages are shown: everybody's, or one person's. */
export const People = ({ path, people, person }: { path: string; people: string[]; person: string }) =>
  people.length < 2 && !person ? null : (
    <form action={path} method="get" class="tools">
      <div class="filter">
        <label>
          Person
          <select name="person">
            <option value="">Everybody</option>
            {people.map((one) => (
              <option value={one} selected={one === person}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="bt bt-s">
          Show
        </button>
      </div>
    </form>
  )

/** A text with its addresses as links. Only of this house: what a letter says of others is not opened by a slip. */
export const WithLinks = ({ text, origin }: { text: string; origin: string }) => (
  <>
    {text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((piece) =>
      piece === origin || piece.startsWith(`${origin}/`) ? (
        <a class="lk" href={piece}>
          {piece}
        </a>
      ) : (
        piece
      ),
    )}
  </>
)

/** What may happen to a message in the world outside, each a button. */
export const Deeds = ({ id, deeds }: { id: string; deeds: [deed: string, words: string][] }) => (
  <Form action={`/dev/messages/${id}/deeds`} absolute class="line">
    {deeds.map(([deed, words]) => (
      <Button size="small" kind="quiet" name="deed" value={deed}>
        {words}
      </Button>
    ))}
  </Form>
)
