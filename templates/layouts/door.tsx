import type { PropsWithChildren } from 'hono/jsx'
import { Document, type PageScript } from './document'
import { Flash, ThemeSwitch } from './page'

/** The pages before the house: one narrow column. */
export const Door = ({
  title,
  wrong,
  wide,
  script,
  children,
}: PropsWithChildren<{ title: string; wrong?: boolean; wide?: boolean; script?: PageScript }>) => (
  <Document title={`${wrong ? 'Error: ' : ''}${title} · MRO Command`} body="door" script={script}>
    <header class="door-top">
      <a href="/" class="door-mark">
        <span class="org-mark" aria-hidden="true">
          M
        </span>
        MRO Command
      </a>
      <ThemeSwitch />
    </header>
    <Flash />
    <main id="main" class={wide ? 'door-in door-wide' : 'door-in'}>
      {children}
    </main>
  </Document>
)
