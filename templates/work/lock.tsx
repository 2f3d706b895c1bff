import {
  A,
  Button,
  Card,
  DateField,
  ErrorSummary,
  Form,
  PageHead,
  TextArea,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import type { OrderStatus } from './pieces'

export type LockStepShown = {
  id: string
  phase: 'isolation' | 'restoration'
  text: string
  signedAt: number | null
  signer: string | null
}

type OrderOf = { id: string; status: OrderStatus; version: number }

/** The lock-out in its order: each step is signed by who did it, and start and end wait for them. */
export const LockCard = ({ order, steps }: { order: OrderOf; steps: LockStepShown[] }) => {
  const phase = (name: LockStepShown['phase']) => steps.filter((step) => step.phase === name)
  return steps.length === 0 ? null : (
    <>
      <Phase order={order} title="Lock out before you start" steps={phase('isolation')} signs />
      <Phase
        order={order}
        title="Bring it back when the work is done"
        steps={phase('restoration')}
        signs={order.status === 'in-progress'}
      />
    </>
  )
}

const Phase = ({
  order,
  title,
  steps,
  signs,
}: {
  order: OrderOf
  title: string
  steps: LockStepShown[]
  signs: boolean
}) => {
  const { may } = useRender()
  const next = steps.find(({ signedAt }) => signedAt === null)
  const done = steps.filter(({ signedAt }) => signedAt !== null).length
  const open = !['completed', 'closed', 'cancelled', 'rejected'].includes(order.status)
  if (steps.length === 0) return null
  return (
    <Card title={title} end={<span class="muted">{`${done} of ${steps.length} signed`}</span>}>
      <ol class="lock">
        {steps.map((step, index) => (
          <li class={step.signedAt === null ? undefined : 'done'}>
            <span class="n">{index + 1}</span>
            <p>
              {step.text}
              {step.signedAt === null ? null : (
                <span class="muted">
                  {step.signer ?? 'A former member'}, <When at={step.signedAt} />
                </span>
              )}
            </p>
            {step === next && signs && open && may('work.lock.sign') ? (
              <Form action={`/orders/${order.id}/locks`}>
                <input type="hidden" name="stepId" value={step.id} />
                <Button kind="outline" label={`Sign: ${step.text}`}>
                  Sign
                </Button>
              </Form>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  )
}

type SheetProps = {
  asset: { id: string; tag: string; name: string }
  values: Record<string, string>
  version: number
  above: { tag: string; id: string }[]
  trouble: Trouble
}

/** What is dangerous at a machine, and how it is locked out. */
export const SheetPage = ({ asset, values, version, above, trouble }: SheetProps) => {
  const title = `Lock-out of ${asset.tag}`
  return (
    <Page title={title} door="assets" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }} />
      <ErrorSummary trouble={trouble} />
      {above.length > 0 ? (
        <p class="hint">
          Orders copy the sheets of the machine above as well:{' '}
          {above.map((one, index) => (
            <>
              {index > 0 ? ', ' : ''}
              <A href={`/lock-outs/${one.id}`} class="lk code">
                {one.tag}
              </A>
            </>
          ))}
        </p>
      ) : null}
      <Form action={`/lock-outs/${asset.id}`} class="form">
        <input type="hidden" name="version" value={String(version)} />
        <TextArea
          name="hazards"
          label="Hazards and precautions"
          hint="One a line. They stand on top of every order."
          optional
          rows={4}
          value={values.hazards}
          trouble={trouble}
        />
        <TextArea
          name="isolation"
          label="Isolation"
          hint="One step a line, in the order in which it is switched off. Work starts when each is signed."
          optional
          rows={5}
          value={values.isolation}
          trouble={trouble}
        />
        <TextArea
          name="restoration"
          label="Restoration"
          hint="One step a line, in the order in which it comes back."
          optional
          rows={5}
          value={values.restoration}
          trouble={trouble}
        />
        <DateField
          name="checkedOn"
          label="Last checked at the machine"
          hint="Each lock-out is gone through at least once a year."
          optional
          value={values.checkedOn}
          trouble={trouble}
        />
        <div class="form-end">
          <Button kind="primary">Save lock-out</Button>
          <A href={`/assets/${asset.id}`} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}
