import { A, Button, Card, Form, Icon, LinkList, PageHead, useRender, When } from '../kit'
import { assets } from '../kit/assets.gen'
import { Page } from '../layouts/page'
import type { TargetRow } from './codes'

export type ScanRowProps = {
  /** `found`: it leads there; `old`: it does, by a label out of use; `blank`: to be claimed; `unknown`. */
  state: 'found' | 'old' | 'blank' | 'unknown'
  title: string
  detail: string
  href: string | null
  /** The record, for lists. */
  id: string | null
}

const marks = { found: 'circle-check', old: 'history', blank: 'plus', unknown: 'circle-help' }

/** One row of the running list. */
export const ScanResult = ({ state, title, detail, href, id }: ScanRowProps) => {
  const { base } = useRender()
  return (
    <li
      class={`scanned scanned-${state}`}
      data-state={state}
      data-href={href ? base + href : undefined}
      data-id={id ?? undefined}
    >
      <Icon name={marks[state]} />
      <span class="row-t">
        {href ? (
          <A href={href} class="lk">
            {title}
          </A>
        ) : (
          <b>{title}</b>
        )}
        <span class="muted">{detail}</span>
      </span>
    </li>
  )
}

type Props = {
  mode: string
  result: ScanRowProps | null
  last: { id: string; at: number; raw: string; target: TargetRow | null }[]
}

const modes = [
  ['open', 'Open', 'codes.scan.use'],
  ['report', 'Report', 'codes.report.send'],
  ['list', 'List', 'codes.scan.use'],
] as const

/** The camera where there is one, and a box that typing and hand scanners write into. */
export const ScanPage = ({ mode, result, last }: Props) => {
  const { may, base } = useRender()
  return (
    <Page title="Scan" door="scan" script="scanner">
      <PageHead title="Scan" />
      <div class="scanner" data-scanner={`${base}/scan`} data-wasm={`/${assets.zxing}`} data-mode={mode}>
        <Form action="/scan" class="scan-form">
          <fieldset class="pills" aria-label="What a scan does">
            {modes
              .filter(([, , permission]) => may(permission))
              .map(([value, label]) => (
                <label class="mode">
                  <input type="radio" name="mode" value={value} checked={value === mode} />
                  <span>{label}</span>
                </label>
              ))}
          </fieldset>
          <div class="view" data-view hidden>
            <video data-video playsinline muted aria-label="What the camera sees" />
            <div class="frame" aria-hidden="true" />
            <p class="view-words" role="status" data-words>
              Hold a code into the frame.
            </p>
            <div class="view-tools">
              <select data-cameras aria-label="Camera" hidden />
              <button type="button" class="bt" data-torch aria-pressed="false" hidden>
                Light
              </button>
              <button type="button" class="bt" data-stop>
                Stop
              </button>
            </div>
          </div>
          <div class="acts only-js-flex">
            <button type="button" class="bt bt-p bt-l" data-start>
              <Icon name="scan" class="ico-s" />
              Start the camera
            </button>
            <label class="bt bt-l">
              Read a picture
              <input type="file" accept="image/*" class="sr" data-picture />
            </label>
          </div>
          <p class="note note-warning" role="alert" data-trouble hidden />
          <div class="field">
            <label for="q">Number or code</label>
            <p class="hint">Type it, or use a hand scanner: it ends with Enter.</p>
            <div class="with-end">
              <input
                id="q"
                name="q"
                class="input-full code"
                autofocus
                autocomplete="off"
                autocapitalize="characters"
                spellcheck={false}
              />
              <Button>Find it</Button>
            </div>
          </div>
        </Form>
        <p class="sr" role="status" data-said />
        <section class="running" aria-label="Scanned" data-running hidden={result === null}>
          <ol data-list>{result ? <ScanResult {...result} /> : null}</ol>
          <div class="acts" data-batch hidden>
            {may('codes.label.print') ? (
              <Form action="/labels">
                <input type="hidden" name="ids" value="" data-ids />
                <Button>Print labels for these</Button>
              </Form>
            ) : null}
            <button type="button" class="bt bt-q" data-clear>
              Clear the list
            </button>
          </div>
        </section>
        {last.length > 0 ? (
          <Card title="Your last scans">
            <LinkList
              items={last.map(({ raw, target }) => ({
                href: target ? target.href : `/search?q=${encodeURIComponent(raw)}`,
                icon: target ? 'package' : 'circle-help',
                title: target ? target.title : raw,
                detail: target ? [target.tag, target.kind].filter(Boolean).join(' · ') : 'Unknown here',
              }))}
            />
            <p class="hint">
              The newest <When at={last[0]?.at ?? 0} />. They are kept for two years.
            </p>
          </Card>
        ) : null}
      </div>
    </Page>
  )
}
