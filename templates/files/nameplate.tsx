import { A, Button, Card, Form, Note, PageHead, Uploader, useRender } from '../kit'
import { assets } from '../kit/assets.gen'
import { Page } from '../layouts/page'

type Box = { x: number; y: number; width: number; height: number }
export type Read = { name: string; label: string; value: string; confidence: number; box: Box | null }
type File = { id: string; name: string; width: number | null; height: number | null }

/** Photograph the plate, and the form of a new asset is filled in. */
export const NewNameplatePage = ({ limits }: { limits: string }) => {
  const { base } = useRender()
  return (
    <Page title="Photograph a nameplate">
      <PageHead title="Photograph a nameplate" back={{ href: '/', label: 'Home' }} />
      <p class="prose">
        Fill the picture with the plate, straight and without glare. Maker, model, serial number and ratings are read
        from it; you look at them before anything is saved.
      </p>
      <div class="plate-send" data-goes-to={`${base}/nameplates/`}>
        <Uploader id="send-nameplate" about="" as="nameplate" limits={limits} single />
      </div>
    </Page>
  )
}

type PlateProps = {
  file: File
  /** Who reads: this browser, or a service that takes the picture. */
  takes: 'lines' | 'picture'
  /** Null before it was read. */
  fields: Read[] | null
  /** Why there is nothing. */
  said: string | null
}

/** The plate, and beside each field the piece of it that the field was read from. */
export const NameplatePage = ({ file, takes, fields, said }: PlateProps) => {
  const { base } = useRender()
  return (
    <Page title="What the plate says">
      <PageHead title="What the plate says" back={{ href: '/nameplates/new', label: 'Photograph another' }} />
      <div
        class="plate"
        data-plate={fields === null ? file.id : undefined}
        data-takes={takes}
        data-picture={`${base}/files/${file.id}/content`}
        data-reading={`${base}/nameplates/${file.id}/reading`}
      >
        <img
          class="file-whole"
          src={`${base}/files/${file.id}/content`}
          alt="The nameplate"
          width={file.width ?? undefined}
          height={file.height ?? undefined}
        />
        <div id="plate-says" aria-live="polite">
          {fields === null && takes === 'picture' ? (
            <Form action={`/nameplates/${file.id}/reading`} class="plate-ask">
              <Button kind="outline" icon="scan">
                Read the plate
              </Button>
            </Form>
          ) : null}
          <Confirm file={file} fields={fields ?? []} said={said} />
        </div>
      </div>
      <script src={`/${assets.nameplate}`} defer />
    </Page>
  )
}

const words = (confidence: number) =>
  confidence >= 0.85
    ? { word: 'Read well', look: 'plate-well' }
    : confidence >= 0.6
      ? { word: 'Check it', look: 'plate-check' }
      : { word: 'Unsure', look: 'plate-unsure' }

/** The form that a person looks through; it leads to the new asset's own form, with nothing saved yet. */
export const Confirm = ({ file, fields, said }: { file: File; fields: Read[]; said: string | null }) => {
  const { base } = useRender()
  const find = (name: string) => fields.find((field) => field.name === name) ?? null
  const rest = fields.filter(({ name }) => ['year', 'country', 'orderCode', 'rating'].includes(name))
  const about = rest.map(({ label, value, name }) => (name === 'rating' ? value : `${label} ${value}`)).join(' · ')
  return (
    <form method="get" action={`${base}/assets/new`} class="form plate-form">
      {said ? <Note kind="warning">{said}</Note> : null}
      <input type="hidden" name="photo" value={file.id} />
      <Row file={file} name="manufacturer" label="Manufacturer" field={find('manufacturer')} />
      <Row file={file} name="model" label="Model" field={find('model')} />
      <Row file={file} name="serial" label="Serial number" field={find('serial')} code />
      <div class="field">
        <label for="description">What else it says</label>
        <textarea id="description" name="description" class="input-full" rows={3}>
          {about}
        </textarea>
      </div>
      {rest.length > 0 ? (
        <Card title="Read from the plate">
          <ul class="plate-rest">
            {rest.map((field) => (
              <li>
                <span class="muted">{field.label}</span>
                <b>{field.value}</b>
                <Crop file={file} box={field.box} of={field.label} />
                <Sure confidence={field.confidence} />
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <div class="form-end">
        <Button kind="primary">Go on with this</Button>
        <A href={`/files/${file.id}`} class="bt bt-q">
          Look at the photo
        </A>
      </div>
      <p class="hint">Nothing is saved yet: the next page shows the new asset, and one that has this serial already.</p>
    </form>
  )
}

type RowProps = { file: File; name: string; label: string; field: Read | null; code?: boolean }

const Row = ({ file, name, label, field, code }: RowProps) => (
  <div class="field plate-row">
    <label for={name}>{label}</label>
    {field ? (
      <div class="plate-from">
        <Crop file={file} box={field.box} of={label} />
        <Sure confidence={field.confidence} />
      </div>
    ) : null}
    <input
      id={name}
      name={name}
      class={`input-full${code ? ' code' : ''}`}
      value={field?.value ?? ''}
      maxlength={200}
      autocomplete="off"
      spellcheck={false}
    />
  </div>
)

const Sure = ({ confidence }: { confidence: number }) => {
  const { word, look } = words(confidence)
  return (
    <span class={`plate-sure ${look}`}>
      {word}, {Math.round(confidence * 100)} %
    </span>
  )
}

/** The piece of the picture, cut out by the window that is looked through: no style of its own, no other picture. */
const Crop = ({ file, box, of }: { file: File; box: Box | null; of: string }) => {
  const { base } = useRender()
  if (!box || !file.width || !file.height) return null
  const around = Math.round(box.height * 0.35)
  const x = Math.max(0, box.x - around)
  const y = Math.max(0, box.y - around)
  const width = Math.min(file.width - x, box.width + 2 * around)
  const height = Math.min(file.height - y, box.height + 2 * around)
  if (width <= 0 || height <= 0) return null
  return (
    <svg class="plate-crop" viewBox={`${x} ${y} ${width} ${height}`} role="img" aria-label={`${of}, on the plate`}>
      <image href={`${base}/files/${file.id}/content`} width={file.width} height={file.height} />
    </svg>
  )
}
