import { photoWords } from '../codes/reports'
import { languages, symptomIn } from '../codes/words'
import {
  A,
  Button,
  Checkbox,
  ErrorSummary,
  Form,
  Note,
  PageHead,
  PhotoField,
  TextArea,
  type Trouble,
  When,
} from '../kit'
import { Page } from '../layouts/page'

type ReportProps = {
  asset: { id: string; tag: string; name: string }
  isDown: boolean
  values: Record<string, string>
  /** Pictures that came with an earlier try. */
  photos: string[]
  /** Keys of common symptoms, or the plant's own words for the class. */
  symptoms: readonly string[]
  open: { why: string; at: number; by: string }[]
  /** An open report that says what was just chosen: it is offered before a new one is made. */
  same: { id: string; receivedAt: number } | null
  trouble: Trouble
}

/** Two taps: what is wrong, and send. */
export const ReportPage = ({ asset, isDown, values, photos, symptoms, open, same, trouble }: ReportProps) => (
  <Page title={`Report a problem with ${asset.tag}`} door="assets" wrong={trouble !== null}>
    <PageHead title="Report a problem" back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }} />
    <ErrorSummary trouble={trouble} />
    {same ? (
      <Note kind="warning">
        <span>
          <b>Somebody reported the same</b>, <When at={same.receivedAt} />. Add yours to it, or say that it is something
          else.
        </span>
      </Note>
    ) : (
      open.map(({ why, at, by }) => (
        <Note kind="warning">
          <span>
            Reported already: <b>{why}</b>, <When at={at} /> by {by}. Send only what is new.
          </span>
        </Note>
      ))
    )}
    <Form action={`/assets/${asset.id}/report`} class="form" files>
      <fieldset class="field" id="symptom">
        <legend>What is wrong?</legend>
        <div class="symptoms">
          {symptoms.map((symptom) => (
            <label>
              <input type="radio" name="symptom" value={symptom} checked={values.symptom === symptom} />
              {symptomIn(languages.en, symptom)}
            </label>
          ))}
        </div>
      </fieldset>
      <TextArea name="words" label="In your words" optional rows={3} value={values.words} trouble={trouble} dictate />
      <PhotoField {...photoWords(photos)} />
      {isDown ? null : (
        <Checkbox name="down" checked={values.down === 'on'} hint="The clock of its downtime begins now.">
          It is down
        </Checkbox>
      )}
      <div class="form-end">
        {same ? (
          <>
            <Button kind="primary" size="large" name="join" value={same.id}>
              Add mine to it
            </Button>
            <Button size="large" name="separately" value="yes">
              It is something else
            </Button>
          </>
        ) : (
          <Button kind="primary" size="large">
            Send report
          </Button>
        )}
        <A href={`/assets/${asset.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
