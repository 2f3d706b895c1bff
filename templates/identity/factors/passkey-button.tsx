import { Button, Form, Icon } from '../../kit'

type Props = {
  /** What the passkey is for, as the server knows it. */
  purpose: 'add' | 'sign-in' | 'second' | 'prove' | 'tablet'
  action: string
  next: string
  label: string
  primary?: boolean
  kept?: string
  second?: boolean
  /** Where the options are asked for, when not at the house's own address. */
  options?: string
}

/**
 * The button that asks the device. The script (templates/browser/passkey.ts) fills the answer into this form and sends
 * it; without the script the button is not shown, since no page can ask a device without one.
 */
export const PasskeyButton = ({ purpose, action, next, label, primary, kept, second, options }: Props) => (
  <Form action={action} absolute class="passkey">
    <input type="hidden" name="next" value={next} />
    <input type="hidden" name="way" value="passkey" />
    {kept ? <input type="hidden" name="kept" value={kept} /> : null}
    {second ? <input type="hidden" name="second" value="yes" /> : null}
    <PasskeyFields purpose={purpose} options={options} />
    <div class="only-js">
      <Button kind={primary ? 'primary' : 'outline'} size="large" wide>
        <Icon name="fingerprint" class="ico-s" />
        {label}
      </Button>
    </div>
  </Form>
)

/** What every form of a passkey carries. */
export const PasskeyFields = ({ purpose, options = '/passkey-options' }: Pick<Props, 'purpose' | 'options'>) => (
  <>
    <input type="hidden" name="box" value="" />
    <input type="hidden" name="answer" value="" />
    <div data-passkey={purpose} data-options={`${options}?for=${purpose}`}>
      <p class="wrong-words" role="alert" data-passkey-trouble hidden />
      <noscript>
        <p class="hint">A passkey needs JavaScript. Switch it on for this page, or use another way.</p>
      </noscript>
    </div>
  </>
)
