import type { Child, PropsWithChildren } from 'hono/jsx'
import { Icon } from './icon'
import { A } from './link'

type HeadProps = PropsWithChildren<{
  title: string
  /** What is painted on the thing, before its name. */
  code?: string
  /** The way up, for pages that are not in the navigation. */
  back?: { href: string; label: string }
  pill?: Child
  /** Short facts after the title, muted. */
  facts?: Child
}>

/** The title says the thing or the answer; what can be done stands at its end, one filled button at most. */
export const PageHead = ({ title, code, back, pill, facts, children }: HeadProps) => (
  <header class="head">
    {back ? (
      <A href={back.href} class="crumb">
        <Icon name="arrow-left" class="ico-s" />
        {back.label}
      </A>
    ) : null}
    <div class="head-row">
      <h1 tabindex={-1}>
        {code ? <span class="code">{code}</span> : null}
        {code ? ' ' : null}
        {title}
      </h1>
      {pill}
      {facts ? <span class="facts">{facts}</span> : null}
      {children ? <div class="end">{children}</div> : null}
    </div>
  </header>
)

/** Links that look like tabs; each is a page of its own. */
export const Tabs = ({
  label,
  tabs,
}: {
  label: string
  tabs: { href: string; label: string; current: boolean; count?: string }[]
}) => (
  <nav class="tabs-l" aria-label={label}>
    {tabs.map((tab) => (
      <A href={tab.href} current={tab.current}>
        {tab.label}
        {tab.count ? <span class="c">{tab.count}</span> : null}
      </A>
    ))}
  </nav>
)

/** What is filtered now; each can be taken away. */
export const Chips = ({
  chips,
  clear,
}: {
  chips: { field: string; value: string; without: string }[]
  clear: string
}) =>
  chips.length === 0 ? null : (
    <div class="chips">
      {chips.map((chip) => (
        <A href={chip.without} class="chip">
          <span class="sr">Remove filter </span>
          <span class="muted">{chip.field}</span> <b>{chip.value}</b>
          <Icon name="x" class="ico-s" />
        </A>
      ))}
      <A href={clear} class="lk">
        Clear filters
      </A>
    </div>
  )

/** A menu of further deeds. */
export const More = ({ label = 'More', children }: PropsWithChildren<{ label?: string }>) => (
  <details class="more">
    <summary class="bt" aria-label={label}>
      <Icon name="ellipsis" class="ico-s" />
    </summary>
    <div class="more-in">{children}</div>
  </details>
)
