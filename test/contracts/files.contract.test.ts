import { describe, expect, it } from 'vitest'
import { r2Files } from '../../src/adapters/r2/files'
import type { Files } from '../../src/ports/files'
import { realEnv } from '../support/world'
import { outcomeOf } from './shelves'

const key = 'org_01jd/logo/fl_01jd.png'
const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const read = async (files: Files, key: string) => {
  const file = await files.get(key)
  return file && { ...file, bytes: new Uint8Array(await new Response(file.bytes).arrayBuffer()) }
}

describe.each<[string, () => Files]>([['R2', () => r2Files(realEnv.FILES)]])('files over %s', (_, open) => {
  it('keep the bytes, their type and their size', async () => {
    const files = open()
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    await files.put(key, bytes, 'image/png')
    expect(await read(files, key)).toEqual({ bytes, type: 'image/png', sizeBytes: 256 })
    expect(await files.head(key)).toEqual({ type: 'image/png', sizeBytes: 256 })
  })

  it('keep nothing, and five megabytes', async () => {
    const files = open()
    await files.put('org_01jd/a/empty', bytesOf(''), 'text/plain')
    expect(await read(files, 'org_01jd/a/empty')).toEqual({ bytes: bytesOf(''), type: 'text/plain', sizeBytes: 0 })
    const large = new Uint8Array(5 * 1024 * 1024).fill(7)
    await files.put('org_01jd/a/large', large, 'application/pdf')
    const kept = await read(files, 'org_01jd/a/large')
    expect([kept?.sizeBytes, kept?.bytes.every((byte) => byte === 7)]).toEqual([large.byteLength, true])
  })

  it('answer null for what is not there, and delete it without a word', async () => {
    const files = open()
    expect([await files.get(key), await files.head(key)]).toEqual([null, null])
    await files.delete(key)
    await files.put(key, bytesOf('x'), 'text/plain')
    await files.delete(key)
    await files.delete(key)
    expect(await files.get(key)).toBeNull()
  })

  it('keep the same key twice as its last bytes: a try that comes again is done', async () => {
    const files = open()
    for (const text of ['one', 'two']) await files.put(key, bytesOf(text), 'text/plain')
    expect((await read(files, key))?.bytes).toEqual(bytesOf('two'))
  })

  it.each([
    '',
    'logo.png',
    'org_01jd',
    'org_01jd/',
    '/org_01jd/a',
    'org_01jd/../org_02/a',
    'org_01jd//a',
    'org_01jd/a b',
    `org_01jd/${'a'.repeat(600)}`,
    'ORG_01/a',
  ])('take %j for a fault: keys are made by the house', async (wrong) => {
    const files = open()
    for (const work of [
      () => files.get(wrong),
      () => files.head(wrong),
      () => files.delete(wrong),
      () => files.put(wrong, bytesOf('x'), 'text/plain'),
    ])
      await expect(work()).rejects.toThrow(RangeError)
  })
})

describe('R2 in trouble', () => {
  const failing = (message: string) =>
    r2Files({ get: () => Promise.reject(new Error(message)) } as unknown as R2Bucket).get(key)

  it.each([
    ['get: We encountered an internal error. Please try again. (10001)', 'unavailable files.busy'],
    ['get: Service unavailable. (10043)', 'unavailable files.busy'],
    ['get: Reduce your concurrent request rate for the same object. (10058)', 'unavailable files.busy'],
  ])('%s: another try may do', async (message, expected) => {
    expect(await outcomeOf(failing(message))).toBe(expected)
  })

  it('says what is a fault as a fault', async () => {
    await expect(failing('get: The specified bucket does not exist. (10006)')).rejects.toThrow('10006')
  })
})
