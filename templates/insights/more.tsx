import { Button, Form, LinkList, PageHead, useRender } from '../kit'
import { doorsFor } from '../layouts/navigation'
import { Page } from '../layouts/page'

/** Every door that the bar of a phone has no room for. */
export const MorePage = () => {
  const { may, person } = useRender()
  const doors = doorsFor(may).rest
  return (
    <Page title="More" door="more">
      <PageHead title="More" facts={person ? person.name : null} />
      <LinkList
        items={[
          ...doors.map(({ href, icon, label, about }) => ({ href, icon, title: label, detail: about })),
          {
            href: '/profile',
            icon: 'user',
            title: 'My profile',
            detail: 'Name, passkeys, devices, colours, time zone',
          },
        ]}
      />
      <div class="form-end">
        <a href="/organizations" class="bt">
          Other organizations
        </a>
        <Form action="/sign-out" absolute>
          <Button icon="log-out">Sign out</Button>
        </Form>
      </div>
    </Page>
  )
}
