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

  it('answer a part of the bytes, and how long the whole is', async () => {
    const files = open()
    await files.put(key, bytesOf('0123456789'), 'text/plain')
    const part = await files.get(key, { from: 3, length: 4 })
    expect([part?.sizeBytes, await new Response(part?.bytes).text()]).toEqual([10, '3456'])
  })

  it('take bytes that come one after another, and nothing of a flow that breaks or is shorter than it said', async () => {
    const files = open()
    async function* pieces(words: string[], trouble = false) {
      for (const word of words) yield bytesOf(word)
      if (trouble) throw new Error('the source broke')
    }
    await files.put(key, { sizeBytes: 6, pieces: pieces(['one', 'two']) }, 'text/plain')
    expect((await read(files, key))?.bytes).toEqual(bytesOf('onetwo'))
    for (const flow of [
      { sizeBytes: 9, pieces: pieces(['one'], true) },
      { sizeBytes: 9, pieces: pieces(['one']) },
    ])
      await expect(files.put('org_01jd/a/flow', flow, 'text/plain')).rejects.toThrow()
    expect(await files.head('org_01jd/a/flow')).toBeNull()
  })

  it('list what lies under a prefix of one organization, in the order of the keys', async () => {
    const files = open()
    for (const name of ['b/2', 'b/1', 'c/1']) await files.put(`org_01jd/${name}`, bytesOf(name), 'text/plain')
    await files.put('org_01jdx/b/1', bytesOf('theirs'), 'text/plain')
    const keys = async (prefix: string, after?: string) => (await files.list(prefix, after)).map((lying) => lying.key)
    expect(await keys('org_01jd/b/')).toEqual(['org_01jd/b/1', 'org_01jd/b/2'])
    expect(await keys('org_01jd/', 'org_01jd/b/1')).toEqual(['org_01jd/b/2', 'org_01jd/c/1'])
    expect((await files.list('org_01jd/b/'))[0]).toMatchObject({ sizeBytes: 3, at: expect.any(Number) })
    for (const wrong of ['', 'org_01jd', '/', 'org_01jd/../', '../org_01jd/'])
      await expect(files.list(wrong)).rejects.toThrow(RangeError)
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
