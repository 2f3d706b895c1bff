import type { Child, PropsWithChildren } from 'hono/jsx'
import { A, Avatar, Button, Form, Icon, useRender } from '../kit'
import { Document, type PageScript } from './document'
import { doorsFor, type Entry } from './navigation'

type PageProps = PropsWithChildren<{
  title: string
  /** Which door of the navigation this page belongs to. */
  door?: string
  /** On a phone, what stays under the thumb. */
  tray?: Child
  /** The form of this page came back with errors. */
  wrong?: boolean
  /** A script that this page needs beside the one of all pages. */
  script?: PageScript
}>

/** A page of the organization: rail and top bar on a desk, bars above and below on a phone. */
export const Page = ({ title, door, tray, wrong, script, children }: PageProps) => {
  const { organization, may } = useRender()
  const { all: entries, thumb } = doorsFor(may)
  return (
    <Document
      title={`${wrong ? 'Error: ' : ''}${title} · ${organization?.name ?? 'MRO Command'}`}
      script={script}
      body={tray ? 'has-tray' : ''}
    >
      <div class="shell">
        <Rail entries={entries} door={door} />
        <div class="desk">
          <TopBar />
          <Seeing />
          <Flash />
          <main id="main" class="page">
            {children}
          </main>
          {tray ? <div class="tray">{tray}</div> : null}
        </div>
      </div>
      <PhoneBar entries={thumb} door={door} />
      <Palette />
      <Patience />
    </Document>
  )
}

const Rail = ({ entries, door }: { entries: Entry[]; door: string | undefined }) => {
  const { organization, person } = useRender()
  return (
    <aside class="rail">
      <details class="org-menu">
        <summary class="org">
          <Mark />
          <b class="org-name">{organization?.name ?? 'MRO Command'}</b>
          <Icon name="chevrons-up-down" class="ico-s" />
        </summary>
        <div class="more-in">
          <a href="/organizations">Other organizations</a>
        </div>
      </details>
      <nav class="nav" aria-label="Main">
        {entries.map(({ key, href, label, icon }) => (
          <A href={href} current={key === door}>
            <Icon name={icon} />
            {label}
          </A>
        ))}
      </nav>
      {person ? (
        <div class="me">
          <Avatar initials={person.initials} />
          <A href="/profile" class="me-name">
            <b>{person.name}</b>
            <span class="muted">{person.title || 'My profile'}</span>
          </A>
          <Form action="/sign-out" absolute>
            <Button kind="quiet" size="small" label="Sign out" icon="log-out" />
          </Form>
        </div>
      ) : null}
    </aside>
  )
}

const Mark = () => {
  const { organization } = useRender()
  const name = organization?.name ?? 'MRO'
  return organization?.logo ? (
    <img class="org-mark" src={organization.logo} alt="" width="28" height="28" />
  ) : (
    <span class="org-mark" aria-hidden="true">
      {[...name][0]}
    </span>
  )
}

const TopBar = () => {
  const { base, may, path, organization, shared, person } = useRender()
  const words = path.includes('/search?') ? new URLSearchParams(path.split('?')[1]).get('q') : null
  return (
    <header class="top">
      <b class="top-org">{organization?.name}</b>
      {may('insights.search') ? (
        <form class="find" action={`${base}/search`} method="get" role="search">
          <Icon name="search" class="ico-s" />
          <input
            type="search"
            name="q"
            id="find"
            aria-label="Search everything"
            placeholder="Search any tag, part, place, person or page"
            value={words ?? ''}
          />
          <kbd class="key">Ctrl K</kbd>
        </form>
      ) : null}
      <span class="sync" data-sync>
        <span class="sync-dot" />
        Online
      </span>
      {shared ? (
        <Form action="/tablet/switch" absolute class="shared-mark">
          <Button icon="users" label={`Switch person: ${person?.name ?? ''} is signed in`}>
            Switch person
          </Button>
        </Form>
      ) : null}
      <ThemeSwitch />
      <A href="/keyboard" class="ib keys-link" label="Keyboard help">
        <Icon name="circle-help" />
      </A>
    </header>
  )
}

/** Works by a plain form: the cookie paints the next page right from its first byte. */
export const ThemeSwitch = () => {
  const { theme, path } = useRender()
  const next = theme === 'night' ? 'day' : 'night'
  return (
    <Form action="/theme" absolute class="theme">
      <input type="hidden" name="back" value={path} />
      <button
        type="submit"
        class="ib"
        name="theme"
        value={next}
        data-theme-switch
        aria-label={`Change to ${next} colours`}
      >
        <Icon name="contrast" />
      </button>
    </Form>
  )
}

/** While one looks through other rights, every page says so and ends it. */
const Seeing = () => {
  const { seeing } = useRender()
  if (seeing === null) return null
  return (
    <Form action="/see-as/end" class="seeing">
      <p>
        You see as <b>{seeing}</b>, as far as your own rights go. Nothing can be changed.
      </p>
      <Button size="small">See as myself again</Button>
    </Form>
  )
}

/** Shown by the script two minutes before the session ends, and when it has. */
const Patience = () => (
  <dialog id="patience" class="keys" aria-labelledby="patience-title">
    <h2 id="patience-title">Are you still there?</h2>
    <p data-words role="status" />
    <div class="form-end">
      <button type="button" class="bt bt-p" data-extend>
        Stay signed in
      </button>
      <a class="bt bt-p" href="/sign-in" data-again hidden>
        Sign in again
      </a>
    </div>
  </dialog>
)

/** What was just done, once, and the way to undo it. */
export const Flash = () => {
  const { flash } = useRender()
  if (!flash) return null
  return (
    <div class="flash" role="status" data-flash>
      <Icon name="circle-check" />
      <p>{flash.text}</p>
      {flash.undo ? (
        <Form action={flash.undo.action}>
          {Object.entries(flash.undo.fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Button kind="quiet" size="small">
            Undo
          </Button>
        </Form>
      ) : null}
    </div>
  )
}

const PhoneBar = ({ entries, door }: { entries: Entry[]; door: string | undefined }) => {
  const [first, second, third] = entries
  const more = !entries.some(({ key }) => key === door) && door !== 'scan' && door !== undefined
  return (
    <nav class="bar" aria-label="Main, phone">
      {[first, second].map((entry) => (entry ? <BarLink entry={entry} door={door} /> : null))}
      <A href="/scan" class="scan" current={door === 'scan'}>
        <span>
          <Icon name="scan" />
        </span>
        Scan
      </A>
      {third ? <BarLink entry={third} door={door} /> : null}
      <A href="/more" current={more}>
        <Icon name="menu" />
        More
      </A>
    </nav>
  )
}

const BarLink = ({ entry: { key, href, label, icon }, door }: { entry: Entry; door: string | undefined }) => (
  <A href={href} current={key === door}>
    <Icon name={icon} />
    {label}
  </A>
)

const Palette = () => {
  const { base, may } = useRender()
  if (!may('insights.search')) return null
  return (
    <dialog id="palette" class="palette" aria-label="Search and commands" data-find={`${base}/search`}>
      <input
        type="search"
        id="palette-words"
        aria-label="Search and commands"
        aria-controls="palette-hits"
        placeholder="A number, a name, or what to do"
        autocomplete="off"
      />
      <div id="palette-hits" />
    </dialog>
  )
}
