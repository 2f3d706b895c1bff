import type { PropsWithChildren } from 'hono/jsx'
import { useRender } from './context'
import { within } from './link'

type FormProps = PropsWithChildren<{
  action: string
  method?: 'post' | 'get'
  class?: string
  id?: string
  /** Sends files. */
  files?: boolean
  /** Keeps what was typed in this browser until it is sent. */
  draft?: string
  /** Its files are sent by the uploader, in parts, where there is JavaScript. */
  uploads?: boolean
  /** For pages outside an organization. */
  absolute?: boolean
}>

/** A form of the house: it carries the browser's CSRF value and the name of its rendering. */
export const Form = ({
  action,
  method = 'post',
  class: name,
  id,
  files,
  draft,
  uploads,
  absolute,
  children,
}: FormProps) => {
  const { base, csrf, operation } = useRender()
  return (
    <form
      action={absolute ? within('', action) : within(base, action)}
      method={method}
      class={name}
      id={id}
      enctype={files ? 'multipart/form-data' : undefined}
      data-draft={draft}
      data-upload={uploads}
      novalidate
    >
      {method === 'post' ? (
        <>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="op" value={operation} />
        </>
      ) : null}
      {children}
    </form>
  )
}

export type Trouble = { sentence: string; fields: Record<string, string> } | null

/** What is wrong with a form, on top of it, with a way to each field. */
export const ErrorSummary = ({ trouble }: { trouble: Trouble | undefined }) => {
  if (!trouble) return null
  const fields = Object.entries(trouble.fields)
  return (
    <div class="trouble" role="alert" id="trouble" tabindex={-1}>
      <h2>There is a problem</h2>
      {fields.length === 0 ? (
        <p>{trouble.sentence}</p>
      ) : (
        <ul>
          {fields.map(([name, sentence]) => (
            <li>
              <a class="lk" href={`#${name}`}>
                {sentence}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
