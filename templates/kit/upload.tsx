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
