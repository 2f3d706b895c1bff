import { A, Button, DataTable, EmptyState, Form, State, useRender, When } from '../kit'

type Row = {
  id: string
  threadId: string
  subject: string
  toAddress: string
  status: 'unknown' | 'failed' | 'undelivered' | 'bounced' | 'withheld' | string
  statusDetail: string
  at: number
  writer: string
}

/** What did not arrive, why, and the way to send it again. */
export const UnsentTable = ({ rows, next }: { rows: Row[]; next: string | null }) => {
  const { may } = useRender()
  return (
    <DataTable
      caption="Messages that did not arrive"
      columns={[
        {
          head: 'Message',
          main: true,
          wide: true,
          cell: ({ threadId, id, subject }: Row) => (
            <A href={`/threads/${threadId}#${id}`} class="lk">
              {subject || 'Text message'}
            </A>
          ),
        },
        { head: 'To', cell: ({ toAddress }) => toAddress },
        { head: 'State', bare: true, cell: ({ status }) => <State of="message" is={status as 'failed'} /> },
        {
          head: 'Why',
          wide: true,
          cell: ({ statusDetail }) => statusDetail || <span class="muted">Nobody said why</span>,
        },
        { head: 'By', cell: ({ writer }) => writer },
        { head: 'Written', cell: ({ at }) => <When at={at} /> },
        ...(may('communications.message.send-again')
          ? [
              {
                head: 'Again',
                silent: true,
                deed: true,
                cell: ({ id, subject }: Row) => (
                  <Form action={`/messages/${id}/again`}>
                    <Button size="small" label={`Send again: ${subject}`}>
                      Send again
                    </Button>
                  </Form>
                ),
              },
            ]
          : []),
      ]}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={`${rows.length} ${rows.length === 1 ? 'message' : 'messages'}, newest first`}
      empty={
        <EmptyState icon="circle-check" title="Everything arrived, or is on its way">
          <p>
            A message that bounces, that a provider refuses, or of which nobody knows, stands here until somebody looks.
          </p>
        </EmptyState>
      }
    />
  )
}
