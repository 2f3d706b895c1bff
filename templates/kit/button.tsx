import type { PropsWithChildren } from 'hono/jsx'
import { Icon } from './icon'
import { A } from './link'

type Look = {
  kind?: 'primary' | 'outline' | 'quiet' | 'danger'
  size?: 'small' | 'large'
  icon?: string
  wide?: boolean
}

const classOf = ({ kind = 'outline', size, wide }: Look) =>
  [
    'bt',
    { primary: 'bt-p', outline: '', quiet: 'bt-q', danger: 'bt-d' }[kind],
    size === 'small' ? 'bt-s' : size === 'large' ? 'bt-l' : '',
    wide ? 'bt-w' : '',
  ]
    .filter(Boolean)
    .join(' ')

type ButtonProps = PropsWithChildren<
  Look & {
    type?: 'submit' | 'button'
    name?: string
    value?: string
    disabled?: boolean
    label?: string
    form?: string
  }
>

/** A button says its verb and its thing. One primary button a page. */
export const Button = ({
  type = 'submit',
  name,
  value,
  disabled,
  label,
  form,
  icon,
  children,
  ...look
}: ButtonProps) => (
  <button
    type={type}
    name={name}
    value={value}
    disabled={disabled}
    aria-label={label}
    form={form}
    class={classOf(look)}
  >
    {icon ? <Icon name={icon} class="ico-s" /> : null}
    {children}
  </button>
)

type LinkButtonProps = PropsWithChildren<Look & { href: string }>

export const LinkButton = ({ href, icon, children, ...look }: LinkButtonProps) => (
  <A href={href} class={classOf(look)}>
    {icon ? <Icon name={icon} class="ico-s" /> : null}
    {children}
  </A>
)
