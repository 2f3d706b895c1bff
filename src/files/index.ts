/**
 * The door of the file store. A record's page hangs the panel by URL: `/files/panel?about=<id>&role=photo` (photos),
 * `role=document` (manuals and documents), or none for both. The room that owns the record declares it in `records`.
 */

export { fileBytes, serveFile } from './bytes'
export type { Role } from './file'
export {
  attach,
  detachAll,
  formPictures,
  formPicturesBytes,
  moveAttachments,
  picturesOf,
  storeFile,
  storePicture,
} from './file.actions'
export { type Attached, attachmentsSentence, coverOf, coversSentence, readFrom } from './file.queries'
export { wordsOfFile } from './page.queries'
