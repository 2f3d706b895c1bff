import { Form, Icon, PhotoField, useRender } from '../kit'
import { Document } from '../layouts/document'
import { agoIn, fill, type Language, languages, symptomIn, type Words } from './words'

type Values = Record<string, string>

/** A report that says about the same. */
export type SameRow = { id: string; symptoms: string[]; receivedAt: number; voices: number }

type ShellProps = { language: Language; title: string; organization: string; path: string; children: unknown }

/** The pages of strangers: no navigation, the organization's name, and a choice of language. */
const Shell = ({ language, title, organization, path, children }: ShellProps) => (
  <Document title={`${title} · ${organization}`} body="door" language={language}>
    <header class="door-top">
      <span class="door-mark">
        <span class="org-mark" aria-hidden="true">
          {[...organization][0]}
        </span>
        {organization}
      </span>
      <nav class="tongues" aria-label="Language">
        {Object.entries(languages).map(([key, { language: name }]) => (
          <a href={`${path}?lang=${key}`} lang={key} aria-current={key === language ? 'true' : undefined} title={name}>
            <span aria-hidden="true">{key.toUpperCase()}</span>
            <span class="sr">{name}</span>
          </a>
        ))}
      </nav>
    </header>
    <main id="main" class="door-in">
      {children}
    </main>
  </Document>
)

type ReportProps = {
  language: Language
  organization: string
  code: string
  thing: { title: string; tag: string; detail: string }
  /** Keys of the common symptoms or the plant's own words, in order. */
  symptoms: readonly string[]
  values: Values
  /** Stand for pictures that came with an earlier try. */
  tickets: string[]
  /** An open report about this thing, said on top. */
  same: SameRow | null
  /** It says what was just chosen: it is offered before a new one is made. */
  offered: boolean
  /** What is wrong with the form, in words of the language. */
  trouble: string | null
}

/** Scan, tap what is wrong, send: no account, nothing else needed. */
export const PublicReportPage = (props: ReportProps) => {
  const { language, organization, code, thing, symptoms, values, tickets, same, offered, trouble } = props
  const words: Words = languages[language]
  const path = `/q/${code}`
  return (
    <Shell language={language} title={words.title} organization={organization} path={path}>
      <p class="muted">{words.title}</p>
      <h1 tabindex={-1}>{thing.title}</h1>
      <p class="muted">
        {[thing.title.startsWith(`${thing.tag} `) ? '' : thing.tag, thing.detail].filter(Boolean).join(' · ')}
      </p>
      {trouble ? (
        <div class="trouble" role="alert" id="trouble" tabindex={-1}>
          <h2>{words.problem}</h2>
          <p>{trouble}</p>
        </div>
      ) : null}
      <Form action={`${path}/reports`} absolute files class="form report">
        <input type="hidden" name="lang" value={language} />
        {same ? <Same words={words} same={same} /> : null}
        <fieldset class="field">
          <legend>{words.what}</legend>
          <div class="taps">
            {symptoms.map((symptom, index) => (
              <label class="tap">
                <input type="checkbox" name={`s${index}`} checked={values[`s${index}`] === 'on'} />
                <span>{symptomIn(words, symptom)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label class="tap tap-wide">
          <input type="checkbox" name="down" checked={values.down === 'on'} />
          <span>{words.down}</span>
        </label>
        <div class="field">
          <label for="words">
            {words.words} <span class="muted">({words.optional})</span>
          </label>
          <textarea id="words" name="words" class="input-full" rows={2} maxlength={2000}>
            {values.words ?? ''}
          </textarea>
        </div>
        <PhotoField
          label={words.photo}
          hint={words.photoHint}
          optional={words.optional}
          kept={tickets}
          keptWords={fill(words.photosKept, { count: tickets.length })}
        />
        <details class="more-fields" open={Boolean(values.email || values.name || values.phone)}>
          <summary>
            <Icon name="chevron-right" class="ico-s" />
            {words.contact} <span class="muted">({words.optional})</span>
          </summary>
          {(
            [
              ['name', 'text', 'name'],
              ['email', 'email', 'email'],
              ['phone', 'tel', 'tel'],
            ] as const
          ).map(([name, type, autocomplete]) => (
            <div class="field">
              <label for={name}>{words[name]}</label>
              <input
                id={name}
                name={name}
                type={type}
                autocomplete={autocomplete}
                class="input-full"
                value={values[name] ?? ''}
                maxlength={200}
              />
            </div>
          ))}
          <p class="hint">{fill(words.privacy, { organization })}</p>
        </details>
        {same && offered ? (
          <div class="acts">
            <button type="submit" class="bt bt-p bt-l bt-w" name="join" value={same.id}>
              {words.add}
            </button>
            <button type="submit" class="bt bt-l bt-w" name="separately" value="yes">
              {words.separately}
            </button>
          </div>
        ) : (
          <button type="submit" class="bt bt-p bt-l bt-w">
            {words.send}
          </button>
        )}
      </Form>
      <p class="door-foot">
        <a class="lk" href={`/sign-in?next=${encodeURIComponent(path)}`}>
          {words.signIn}
        </a>
      </p>
    </Shell>
  )
}

const Same = ({ words, same }: { words: Words; same: SameRow }) => {
  const { now } = useRender()
  return (
    <div class="note note-warning" role="status">
      <span>
        <b>{fill(words.same, { ago: agoIn(words, now - same.receivedAt) })}</b>
        {same.symptoms.length > 0 ? `: ${same.symptoms.map((symptom) => symptomIn(words, symptom)).join(', ')}` : ''}
        {same.voices > 1 ? `. ${fill(words.sameVoices, { count: same.voices })}` : ''}
      </span>
    </div>
  )
}

type StatusProps = {
  language: Language
  organization: string
  code: string
  token: string
  thing: string
  report: {
    number: number
    state: 'received' | 'triaged' | 'merged' | 'declined' | 'done'
    symptoms: string[]
    reason: string
    voices: number
    receivedAt: number
  }
  fresh: boolean
}

/** What became of a report, for whoever has its link. */
export const ReportStatusPage = ({ language, organization, code, token, thing, report, fresh }: StatusProps) => {
  const words: Words = languages[language]
  const { now } = useRender()
  return (
    <Shell language={language} title={words.title} organization={organization} path={`/q/${code}/reports/${token}`}>
      {fresh ? <p class="good">{words.thanks}</p> : null}
      <h1 tabindex={-1}>{words[report.state]}</h1>
      <p>
        {thing} · {fill(words.number, { number: `RP-${report.number}` })} · {agoIn(words, now - report.receivedAt)}
      </p>
      {report.symptoms.length > 0 ? <p>{report.symptoms.map((one) => symptomIn(words, one)).join(', ')}</p> : null}
      {report.reason ? <p class="prose">{fill(words.because, { reason: report.reason })}</p> : null}
      {report.voices > 1 ? <p class="muted">{fill(words.sameVoices, { count: report.voices })}</p> : null}
      <p class="hint">{words.keep}</p>
      <p class="door-foot">
        <a class="lk" href={`/q/${code}?lang=${language}`}>
          {words.another}
        </a>
      </p>
    </Shell>
  )
}
