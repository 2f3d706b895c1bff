import { EmptyState, LinkButton, State, useRender } from '../kit'
import { Door } from '../layouts/door'
import { Page } from '../layouts/page'
import type { CodeRow, TargetRow } from './codes'
import { spoken } from './codes'

/** Nobody ever printed this, or it was misread. */
export const UnknownCodePage = ({ code }: { code: string }) => {
  const inside = useRender().organization !== null
  const body = (
    <div class="problem">
      <h1 tabindex={-1}>{code ? `Nobody knows the code ${code}` : 'This is not one of our codes'}</h1>
      <p>Compare it with the label: eight letters and digits, with no I, L, O or U among them.</p>
      <p class="problem-ways">
        {inside ? (
          <LinkButton href="/scan" kind="primary" icon="scan">
            Scan again
          </LinkButton>
        ) : (
          <a class="bt bt-p" href="/">
            Go to the start
          </a>
        )}
      </p>
    </div>
  )
  return inside ? (
    <Page title="Unknown code" door="scan">
      {body}
    </Page>
  ) : (
    <Door title="Unknown code">{body}</Door>
  )
}

/** Somebody else's label. It says nothing of whose. */
export const ElsewherePage = ({ code }: { code: string }) => (
  <Door title="Another organization’s code">
    <h1 tabindex={-1}>This code belongs to another organization</h1>
    <p>
      <span class="code">{code}</span> is on something that is not yours to look at. If you work there too, sign in with
      that login.
    </p>
    <p class="problem-ways">
      <a class="bt bt-p" href="/">
        Go to the start
      </a>
    </p>
  </Door>
)

const titles = {
  blank: 'This label is on nothing yet',
  live: 'You may not open this',
  revoked: 'This code was revoked',
  retired: 'This label is out of use',
  replaced: 'This label was replaced',
}

const sentences = {
  blank: 'Ask somebody who puts labels on things to claim it.',
  live: 'Your role does not include what this code is on. Ask an administrator.',
  revoked: 'It opens nothing any more. Take the label off, and tell whoever looks after the labels where you found it.',
  retired: 'The code is retired. What it was on is still here.',
  replaced: 'A newer label took its place. Take this one off.',
}

type OutOfUse = { code: CodeRow; target: TargetRow | null; by: CodeRow | null }

/** A code that does not simply open its record, and the way on. */
export const OutOfUsePage = ({ code, target, by }: OutOfUse) => {
  const { may } = useRender()
  const shown = code.state === 'retired' || code.state === 'replaced'
  return (
    <Page title={titles[code.state]} door="scan">
      <div class="problem">
        <p>
          <span class="code">{spoken(code)}</span> <State of="code" is={code.state} />
        </p>
        <h1 tabindex={-1}>{titles[code.state]}</h1>
        <p>{sentences[code.state]}</p>
        {by ? (
          <p>
            Replaced by <span class="code">{spoken(by)}</span>.
          </p>
        ) : null}
        <p class="problem-ways acts">
          {shown && target ? (
            <LinkButton href={target.href} kind="primary">
              {`Open ${target.title}`}
            </LinkButton>
          ) : null}
          {may('codes.code.see') ? <LinkButton href={`/codes/${code.id}`}>About this code</LinkButton> : null}
          <LinkButton href="/scan" icon="scan">
            Scan another
          </LinkButton>
        </p>
        {shown && !target ? (
          <EmptyState icon="package" title="You may not look at what it was on">
            <p>Ask somebody who may.</p>
          </EmptyState>
        ) : null}
      </div>
    </Page>
  )
}
