import { Button } from '../kit'
import { Door } from '../layouts/door'

/** Somebody outside ends the letters that are not about the work. */
export const DoorMessage = ({
  organization,
  address,
  left,
}: {
  organization: string
  address: string
  left: boolean
}) => (
  <Door title={left ? 'You get no more news' : `End the news of ${organization}?`}>
    <p>
      {left
        ? `${address} gets no more news of ${organization}. Letters about your business with them still come.`
        : `${address} would get no more news of ${organization}. Letters about your business with them still come.`}
    </p>
    {left ? null : (
      <form method="post">
        <input type="hidden" name="List-Unsubscribe" value="One-Click" />
        <Button kind="primary">End the news</Button>
      </form>
    )}
  </Door>
)
