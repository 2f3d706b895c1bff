import type { MessageRow } from './message.queries'

/** What a page shows of a message: nothing that only the house needs. */
export const blankless = (row: MessageRow) => ({
  id: row.id,
  direction: row.direction,
  channel: row.channel,
  status: row.status,
  statusDetail: row.statusDetail,
  fromAddress: row.fromAddress,
  fromName: row.fromName,
  toAddress: row.toAddress,
  text: row.text,
  fresh: row.fresh,
  at: row.at,
  nextTryAt: row.nextTryAt,
  segments: row.segments,
  auth: row.auth,
  authDetail: row.authDetail,
  marks: row.marks as string[],
  files: row.files,
  hasRaw: row.rawKey !== null,
  hasHtml: row.rawKey !== null && row.channel === 'email' && !row.marks.includes('oversize'),
})
