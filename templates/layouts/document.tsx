import type { PropsWithChildren } from 'hono/jsx'
import { useRender } from '../kit'
import { assets } from '../kit/assets.gen'

const favicon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230B5CAD'/%3E%3Cpath d='M8 23V9l8 9 8-9v14' fill='none' stroke='%23fff' stroke-width='3'/%3E%3C/svg%3E"

/** Scripts that few pages need, beside the one of all pages. */
export type PageScript = 'passkey' | 'scanner'

type DocumentProps = PropsWithChildren<{
  title: string
  body: string
  script?: PageScript | undefined
  language?: string
}>

/** The whole document around a page. */
export const Document = ({ title, body, script, language = 'en', children }: DocumentProps) => {
  const { theme, csrf, base, density, shortcuts, person, now, endsAt } = useRender()
  return (
    <html lang={language} data-theme={theme === 'auto' ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href={favicon} />
        <link rel="stylesheet" href={`/${assets.css}`} />
        <link rel="manifest" href="/app.webmanifest" />
        <script src={`/${assets.js}`} defer />
        {script ? <script src={`/${assets[script]}`} defer /> : null}
      </head>
      <body
        class={[body, density === 'compact' && 'compact'].filter(Boolean).join(' ') || undefined}
        data-base={base}
        data-htmx={`/${assets.htmx}`}
        data-csrf={csrf}
        data-keys={person && shortcuts ? 'on' : 'off'}
        data-sw={person ? 'on' : undefined}
        data-ends={endsAt === null ? undefined : String(endsAt - now)}
      >
        <a class="skip" href="#main">
          Skip to the content
        </a>
        {children}
        <div id="said" role="status" aria-live="polite" class="sr" />
      </body>
    </html>
  )
}
