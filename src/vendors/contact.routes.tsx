import { AddressFormPage, ContactFormPage, DocumentFormPage } from '../../templates/vendors/part-forms'
import { storeFile } from '../files'
import { countries } from '../kernel/countries'
import { attempt, type Refusal } from '../kernel/refusal'
import { writeCoordinates } from '../places'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import type { Contact } from './contact'
import { addContact, changeContact, removeContact, restoreContact } from './contact.actions'
import { findContact } from './contact.queries'
import { languages } from './languages'
import { addAddress, addDocument, changeAddress, removeAddress, removeDocument } from './paper.actions'
import { findAddress, findDocument, type VendorAddress } from './paper.queries'
import { findVendor, surroundingsOf } from './vendor.queries'
import { at, id, statusOr, troubleOf } from './vendor.routes'

type Values = Record<string, string>

const contactValues = (contact: Contact): Values => ({
  name: contact.name,
  jobTitle: contact.jobTitle,
  email: contact.email,
  phone: contact.phone,
  channel: contact.channel,
  language: contact.language,
  main: contact.main ? 'on' : '',
})

async function showContact(
  c: Request,
  ctx: Context,
  vendorId: string,
  contact: Contact | null,
  values: Values,
  refusal: Refusal | null,
) {
  const vendor = await findVendor(ctx, vendorId)
  const page = (
    <ContactFormPage
      vendor={vendor}
      contact={contact}
      values={values}
      trouble={troubleOf(refusal)}
      languages={[{ value: '', label: 'That of the vendor' }, ...languages()]}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

const addressValues = ({ kind, address, latitudeMicro, longitudeMicro }: VendorAddress): Values => ({
  kind,
  coordinates:
    latitudeMicro === null || longitudeMicro === null ? '' : writeCoordinates({ latitudeMicro, longitudeMicro }),
  ...Object.fromEntries(Object.entries(address).map(([field, value]) => [`address.${field}`, value ?? ''])),
})

async function showAddress(
  c: Request,
  ctx: Context,
  vendorId: string,
  address: VendorAddress | null,
  values: Values,
  refusal: Refusal | null,
) {
  const vendor = await findVendor(ctx, vendorId)
  const page = (
    <AddressFormPage
      vendor={vendor}
      address={address}
      values={values}
      trouble={troubleOf(refusal)}
      countries={[{ value: '', label: 'Choose' }, ...countries()]}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showDocument(c: Request, ctx: Context, values: Values, refusal: Refusal | null) {
  const vendor = await findVendor(ctx, id(c))
  const page = <DocumentFormPage vendor={vendor} values={values} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, statusOr(refusal))
}

/** What the picked file became in the store; empty where none was picked. */
async function storedFile(ctx: Context, c: Request): Promise<string> {
  const [file] = c.var.files.file ?? []
  if (!file) return ''
  const bytes = new Uint8Array(await file.arrayBuffer())
  const told = { name: file.name || 'document', about: '', role: 'document' as const, bytes }
  return (await storeFile(ctx, told, c.var.key)).file
}

const vendor = '/vendors/:id{vd_[^/]+}'
const person = '/vendors/contacts/:id{vc_[^/]+}'
const place = '/vendors/addresses/:id{va_[^/]+}'
const undoFields = (values: Values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value))

/** A vendor's people, addresses and papers. */
export const contactPages = new Pages()
  .get(`${vendor}/contacts/new`, { may: addContact.action }, async (ctx, c) => {
    const [around] = await surroundingsOf(ctx, [id(c)])
    return showContact(c, ctx, id(c), null, { channel: 'email', main: around?.contact ? '' : 'on' }, null)
  })

  .post(`${vendor}/contacts`, { may: addContact.action }, async (ctx, c) => {
    const done = await attempt(() => addContact(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showContact(c, ctx, id(c), null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${done.value.vendorId}`), { text: `${c.var.form.name} is saved.`, undo: null })
  })

  .get(person, { may: changeContact.action }, async (ctx, c) => {
    const contact = await findContact(ctx, id(c))
    return showContact(c, ctx, contact.vendorId, contact, contactValues(contact), null)
  })

  .post(person, { may: changeContact.action }, async (ctx, c) => {
    const contact = await findContact(ctx, id(c))
    const done = await attempt(() => changeContact(ctx, { ...c.var.form, id: contact.id }, { key: c.var.key }))
    if (!done.ok) return showContact(c, ctx, contact.vendorId, await findContact(ctx, id(c)), c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${contact.vendorId}`), { text: `${c.var.form.name} is saved.`, undo: null })
  })

  .post(`${person}/removal`, { may: removeContact.action }, async (ctx, c) => {
    const contact = await findContact(ctx, id(c))
    const done = await removeContact(ctx, { id: contact.id, version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/vendors/${done.vendorId}`), {
      text: `${contact.name} is off the list.`,
      undo: { action: `/vendors/contacts/${done.id}/restoration`, fields: { version: String(done.version) } },
    })
  })

  .post(`${person}/restoration`, { may: restoreContact.action }, async (ctx, c) => {
    const done = await restoreContact(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, `/vendors/${done.vendorId}`), { text: 'Back on the list.', undo: null })
  })

  .get(`${vendor}/addresses/new`, { may: addAddress.action }, async (ctx, c) =>
    showAddress(c, ctx, id(c), null, { kind: 'office' }, null),
  )

  .post(`${vendor}/addresses`, { may: addAddress.action }, async (ctx, c) => {
    const done = await attempt(() => addAddress(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showAddress(c, ctx, id(c), null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${done.value.vendorId}`), { text: 'The address is saved.', undo: null })
  })

  .get(place, { may: changeAddress.action }, async (ctx, c) => {
    const address = await findAddress(ctx, id(c))
    return showAddress(c, ctx, address.vendorId, address, addressValues(address), null)
  })

  .post(place, { may: changeAddress.action }, async (ctx, c) => {
    const address = await findAddress(ctx, id(c))
    const done = await attempt(() => changeAddress(ctx, { ...c.var.form, id: address.id }, { key: c.var.key }))
    if (!done.ok) return showAddress(c, ctx, address.vendorId, address, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${address.vendorId}`), { text: 'The address is saved.', undo: null })
  })

  .post(`${place}/removal`, { may: removeAddress.action }, async (ctx, c) => {
    const address = await findAddress(ctx, id(c))
    const done = await removeAddress(ctx, { id: address.id }, { key: c.var.key })
    return seeOther(c, at(ctx, `/vendors/${done.vendorId}`), {
      text: 'The address is taken off.',
      undo: { action: `/vendors/${done.vendorId}/addresses`, fields: undoFields(addressValues(address)) },
    })
  })

  .get(`${vendor}/documents/new`, { may: addDocument.action }, async (ctx, c) => showDocument(c, ctx, {}, null))

  .post(`${vendor}/documents`, { may: addDocument.action, limitBytes: 10 * 1024 * 1024 }, async (ctx, c) => {
    const done = await attempt(async () => {
      const fileId = c.var.form.fileId || (await storedFile(ctx, c))
      return addDocument(ctx, { ...c.var.form, id: id(c), fileId }, { key: c.var.key })
    })
    if (!done.ok) return showDocument(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/vendors/${done.value.vendorId}`), { text: 'The document is kept.', undo: null })
  })

  .post('/vendors/documents/:id{vx_[^/]+}/removal', { may: removeDocument.action }, async (ctx, c) => {
    const paper = await findDocument(ctx, id(c))
    const done = await removeDocument(ctx, { id: paper.id }, { key: c.var.key })
    const { kind, number, expiresOn, fileId } = paper
    return seeOther(c, at(ctx, `/vendors/${done.vendorId}`), {
      text: `${kind} is off the list.`,
      undo: {
        action: `/vendors/${done.vendorId}/documents`,
        fields: undoFields({ kind, number, expiresOn: expiresOn ?? '', fileId: fileId ?? '' }),
      },
    })
  })
