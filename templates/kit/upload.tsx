import { Button } from './button'
import { useRender } from './context'
import { Form } from './form'
import { Icon } from './icon'

type UploaderProps = {
  /** Unique on the page. */
  id: string
  /** The id of the record that the files hang on; empty for none yet. */
  about: string
  as: 'photo' | 'nameplate' | 'manual' | 'document'
  /** What may be sent, said before anybody chooses; null where it stands beside. */
  limits: string | null
  /** One picture and not several. */
  single?: boolean
}

/**
 * Sends files to a record: several at once, each with its progress, its own trouble and another try. Pictures are made
 * smaller and upright in the browser first. Without JavaScript it is a form with a file field.
 */
export const Uploader = ({ id, about, as, limits, single }: UploaderProps) => {
  const picture = as === 'photo' || as === 'nameplate'
  return (
    <Form action="/files" files uploads class="up" id={id}>
      <input type="hidden" name="about" value={about} />
      <input type="hidden" name="role" value={as} />
      <div class="up-ways">
        {picture ? (
          <label class="up-way">
            <span class={single ? 'bt bt-p' : 'bt'}>
              <Icon name="camera" class="ico-s" />
              Take a photo
            </span>
            <input type="file" name="file" accept="image/*" capture="environment" />
          </label>
        ) : null}
        <label class="up-way">
          <span class="bt">
            <Icon name={picture ? 'image' : 'file'} class="ico-s" />
            {picture ? (single ? 'Choose a picture' : 'Choose pictures') : 'Choose files'}
          </span>
          <input type="file" name="file" multiple={!single} accept={picture ? 'image/*' : undefined} />
        </label>
        <span class="up-send">
          <Button>Send</Button>
        </span>
      </div>
      {limits ? <p class="hint">{limits}</p> : null}
      <ul class="up-list" id={`${id}-list`} hx-preserve="true" aria-live="polite" />
    </Form>
  )
}

type PhotoFieldProps = {
  label: string
  hint: string
  /** The word for what may be left out, in the form's language. */
  optional: string
  /** Stand for pictures that came with an earlier try of the form, and the words that say so. */
  kept?: string[]
  keptWords?: string
}

/**
 * Pictures that go along with a form, by its own post. With JavaScript they are made smaller first; without, they go as
 * they are.
 */
export const PhotoField = ({ label, hint, optional, kept = [], keptWords = '' }: PhotoFieldProps) => (
  <div class="field">
    <label for="photo">
      {label} <span class="muted">({optional})</span>
    </label>
    {kept.length > 0 ? (
      <p class="good">
        <input type="hidden" name="kept" value={kept.join(' ')} />
        {keptWords}
      </p>
    ) : null}
    <div class="up-ways">
      <span class="up-way">
        <span class="bt up-face" aria-hidden="true">
          <Icon name="camera" class="ico-s" />
          {label}
        </span>
        <input
          id="photo"
          type="file"
          name="photo"
          accept="image/jpeg,image/png,image/webp,image/*"
          capture="environment"
          multiple
          aria-describedby="photo-hint"
          data-shrink
        />
      </span>
      <span class="shots" aria-live="polite" />
    </div>
    <p class="hint" id="photo-hint">
      {hint}
    </p>
  </div>
)

/** The small picture of a file: its thumbnail, or a drawing of what it is. */
export const FileMark = ({ file }: { file: { fileId: string; kind: 'photo' | 'pdf' | 'plain' } }) => {
  const { base } = useRender()
  if (file.kind === 'photo') {
    return <img class="file-mark" src={`${base}/files/${file.fileId}/thumbnail`} alt="" loading="lazy" />
  }
  return (
    <span class="file-mark" aria-hidden="true">
      <Icon name={file.kind === 'pdf' ? 'file-text' : 'file'} />
    </span>
  )
}
