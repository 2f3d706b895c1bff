import type { Child, PropsWithChildren } from 'hono/jsx'
import { useRender } from './context'
import type { Trouble } from './form'
import { Icon } from './icon'

type Common = {
  name: string
  label: string
  hint?: string | undefined
  optional?: boolean
  trouble?: Trouble | undefined
}

const describedBy = ({ name, hint, trouble }: Common) =>
  [hint ? `${name}-hint` : '', trouble?.fields[name] ? `${name}-error` : ''].filter(Boolean).join(' ') || undefined

/** Label above, hint under it, then what is wrong, then the control. */
export const Field = (props: PropsWithChildren<Common>) => {
  const { name, label, hint, optional, trouble, children } = props
  const wrong = trouble?.fields[name]
  return (
    <div class={wrong ? 'field wrong' : 'field'}>
      <label for={name}>
        {label}
        {optional ? <span class="muted"> (optional)</span> : null}
      </label>
      {hint ? (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {wrong ? (
        <p class="wrong-words" id={`${name}-error`}>
          <span class="sr">Error: </span>
          {wrong}
        </p>
      ) : null}
      {children}
    </div>
  )
}

type TextProps = Common & {
  value?: string | undefined
  type?: 'text' | 'email' | 'password' | 'tel' | 'url' | 'date' | 'datetime-local' | 'search'
  autocomplete?: string
  inputmode?: 'numeric' | 'decimal' | 'email' | 'tel' | 'text'
  width?: 'short' | 'medium' | 'full'
  autofocus?: boolean
  longest?: number
}

export const TextField = (props: TextProps) => {
  const { name, value = '', type = 'text', autocomplete, inputmode, width = 'full', autofocus, longest } = props
  return (
    <Field {...props}>
      <input
        class={`input-${width}`}
        id={name}
        name={name}
        type={type}
        value={value}
        autocomplete={autocomplete}
        inputmode={inputmode}
        autofocus={autofocus}
        maxlength={longest}
        spellcheck={type === 'email' || type === 'password' ? false : undefined}
        aria-describedby={describedBy(props)}
        aria-invalid={props.trouble?.fields[name] ? 'true' : undefined}
      />
    </Field>
  )
}

/** A password can be pasted, and looked at. */
export const PasswordField = (props: Common & { autocomplete: 'current-password' | 'new-password' }) => (
  <Field {...props}>
    <div class="with-end">
      <input
        class="input-full"
        id={props.name}
        name={props.name}
        type="password"
        autocomplete={props.autocomplete}
        aria-describedby={describedBy(props)}
        aria-invalid={props.trouble?.fields[props.name] ? 'true' : undefined}
      />
      <button type="button" class="bt bt-q" data-reveal={props.name} hidden>
        Show
      </button>
    </div>
  </Field>
)

/** A text that is shown once: it can be copied, by hand where there is no script. */
export const ShownOnce = ({ id, label, hint, text }: { id: string; label: string; hint?: string; text: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint ? <p class="hint">{hint}</p> : null}
    <div class="with-end">
      <input class="input-full code" id={id} type="text" value={text} readonly autocomplete="off" spellcheck={false} />
      <button type="button" class="bt" data-copy={id} hidden>
        Copy
      </button>
    </div>
  </div>
)

/** Several lines; `dictate` offers to speak them, where the browser can listen. */
export const TextArea = (props: Common & { value?: string | undefined; rows?: number; dictate?: boolean }) => (
  <Field {...props}>
    <textarea
      class="input-full"
      id={props.name}
      name={props.name}
      rows={props.rows ?? 4}
      aria-describedby={describedBy(props)}
      aria-invalid={props.trouble?.fields[props.name] ? 'true' : undefined}
    >
      {props.value ?? ''}
    </textarea>
    {props.dictate ? (
      <button type="button" class="bt bt-s dictate" data-dictate={props.name} aria-pressed="false" hidden>
        Speak
      </button>
    ) : null}
  </Field>
)

export type Choice = { value: string; label: string }

export const Select = (
  props: Common & { value?: string | undefined; choices: Choice[]; width?: 'medium' | 'full' },
) => (
  <Field {...props}>
    <select
      class={`input-${props.width ?? 'medium'}`}
      id={props.name}
      name={props.name}
      aria-describedby={describedBy(props)}
      aria-invalid={props.trouble?.fields[props.name] ? 'true' : undefined}
    >
      {props.choices.map(({ value, label }) => (
        <option value={value} selected={value === (props.value ?? '')}>
          {label}
        </option>
      ))}
    </select>
  </Field>
)

export const DateField = (props: Omit<TextProps, 'type' | 'width'>) => (
  <TextField {...props} type="date" width="medium" />
)

/** Money is written with its currency beside it; a unit likewise. */
export const UnitField = (props: TextProps & { unit: string }) => (
  <Field {...props}>
    <div class="with-unit">
      <input
        id={props.name}
        name={props.name}
        value={props.value ?? ''}
        inputmode="decimal"
        aria-describedby={describedBy(props)}
        aria-invalid={props.trouble?.fields[props.name] ? 'true' : undefined}
      />
      <span>{props.unit}</span>
    </div>
  </Field>
)

export const MoneyField = (props: TextProps) => <UnitField {...props} unit={useRender().currency} />

export const Checkbox = ({
  name,
  checked,
  children,
  hint,
  trouble,
}: PropsWithChildren<{ name: string; checked?: boolean; hint?: string; trouble?: Trouble | undefined }>) => (
  <div class={trouble?.fields[name] ? 'field wrong' : 'field'}>
    {trouble?.fields[name] ? (
      <p class="wrong-words" id={`${name}-error`}>
        <span class="sr">Error: </span>
        {trouble.fields[name]}
      </p>
    ) : null}
    <label class="tick">
      <input
        type="checkbox"
        id={name}
        name={name}
        checked={checked}
        aria-describedby={trouble?.fields[name] ? `${name}-error` : undefined}
      />
      <span>
        {children}
        {hint ? <span class="hint"> {hint}</span> : null}
      </span>
    </label>
  </div>
)

export const Radios = ({
  name,
  legend,
  value,
  choices,
  trouble,
}: {
  name: string
  legend: string
  value: string
  choices: (Choice & { hint?: string })[]
  trouble?: Trouble | undefined
}) => (
  <fieldset class={trouble?.fields[name] ? 'field wrong' : 'field'} id={name}>
    <legend>{legend}</legend>
    {trouble?.fields[name] ? <p class="wrong-words">{trouble.fields[name]}</p> : null}
    {choices.map((choice) => (
      <label class="tick">
        <input type="radio" name={name} value={choice.value} checked={choice.value === value} />
        <span>
          {choice.label}
          {choice.hint ? <span class="hint"> {choice.hint}</span> : null}
        </span>
      </label>
    ))}
  </fieldset>
)

export const FileField = (props: Common & { accept: string }) => (
  <Field {...props}>
    <input
      id={props.name}
      name={props.name}
      type="file"
      accept={props.accept}
      class="input-full"
      aria-describedby={describedBy(props)}
    />
  </Field>
)

/**
 * Finds a record as one types. `find` answers a fragment of options to `?q=`.
 * Without JavaScript it is a text box whose words the server looks up when the form is sent.
 */
export const Combobox = (
  props: Common & {
    find: string
    value?: string | undefined
    shown?: string | undefined
    end?: Child
    autofocus?: boolean
  },
) => {
  const { base } = useRender()
  const { name, find, value = '', shown = '' } = props
  return (
    <Field {...props}>
      <div class="combo" data-combo={base + find}>
        <input type="hidden" name={name} value={value} data-combo-value />
        <input
          class="input-full"
          id={name}
          name={`${name}-words`}
          value={shown}
          autocomplete="off"
          role="combobox"
          autofocus={props.autofocus}
          aria-expanded="false"
          aria-controls={`${name}-options`}
          aria-autocomplete="list"
          aria-describedby={describedBy(props)}
        />
        <ul id={`${name}-options`} role="listbox" aria-label={`Choices of ${props.label.toLowerCase()}`} hidden />
        {props.end}
      </div>
    </Field>
  )
}

/** A number that is pressed up and down with a glove on. Without JavaScript it is typed. */
export const Stepper = (props: Common & { value?: string; unit: string; whole: boolean }) => (
  <Field {...props}>
    <div class="stepper">
      <button type="button" class="bt only-js" data-step="-1" data-for={props.name} aria-label="One less">
        <Icon name="minus" />
      </button>
      <input
        id={props.name}
        name={props.name}
        value={props.value ?? ''}
        inputmode={props.whole ? 'numeric' : 'decimal'}
        autocomplete="off"
        aria-describedby={describedBy(props)}
        aria-invalid={props.trouble?.fields[props.name] ? 'true' : undefined}
      />
      <span class="muted">{props.unit}</span>
      <button type="button" class="bt only-js" data-step="1" data-for={props.name} aria-label="One more">
        <Icon name="plus" />
      </button>
    </div>
  </Field>
)
