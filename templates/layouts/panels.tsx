import { A, Card, useRender } from '../kit'

/**
 * What other rooms show about this record, by URL: loaded after the page, a link where there is no JavaScript. The
 * rooms declare them (`Room.panels`); this room knows none of them.
 */
export const Panels = ({ on, id }: { on: string; id: string }) => {
  const { panels, base } = useRender()
  return (
    <>
      {panels
        .filter((panel) => panel.on === on)
        .map(({ title, href }) => (
          <section hx-get={base + href(id)} hx-trigger="load" hx-swap="outerHTML">
            <Card title={title}>
              <A href={href(id)} class="lk">
                Open
              </A>
            </Card>
          </section>
        ))}
    </>
  )
}
