import { describe, expect, it } from 'vitest'
import { localPlateReader } from '../../src/adapters/local/plate-reader'
import { openAiPlateReader } from '../../src/adapters/openai/plate-reader'
import { Refusal } from '../../src/kernel/refusal'
import type { Plate, PlateReader } from '../../src/ports/plate-reader'
import { jpegOf } from '../support/pictures'
import { linesOf } from '../support/plates'

const plate: Plate = {
  picture: { bytes: jpegOf(), type: 'image/jpeg', width: 400, height: 200 },
  lines: linesOf('GRUNDFOS\nType CR 32-4\nSerial No. 10023456\n400 V'),
}

const box = (row: number) => ({ left: 100, top: row * 200, right: 500, bottom: row * 200 + 150 })
const said = {
  fields: [
    { name: 'manufacturer', label: 'Manufacturer', value: 'GRUNDFOS', confidence: 0.97, box: box(0) },
    { name: 'model', label: 'Type', value: 'CR 32-4', confidence: 0.9, box: box(1) },
    { name: 'serial', label: 'Serial No.', value: '10023456', confidence: 1.7, box: null },
    { name: 'serial', label: 'Again', value: '999', confidence: 0.2, box: null },
    {
      name: 'rating',
      label: 'Voltage',
      value: '400 V\n\u202e',
      confidence: 0.8,
      box: { left: 900, top: 900, right: 9000, bottom: 950 },
    },
    { name: 'rating', label: 'Nothing', value: '  ', confidence: 0.8, box: null },
  ],
}

type Asked = { url: string; body: Record<string, unknown>; authorization: string | null }

const answering = (status: number, body: unknown, asked: Asked[] = []): typeof fetch =>
  (async (url: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(url as string, init)
    asked.push({
      url: request.url,
      body: (await request.json()) as Record<string, unknown>,
      authorization: request.headers.get('Authorization'),
    })
    return Response.json(body, { status })
  }) as typeof fetch

const spoken = (words: unknown) => ({
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  output: [
    {
      type: 'message',
      id: 'm',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: JSON.stringify(words), annotations: [] }],
    },
  ],
})

const openAi = (fetching: typeof fetch) =>
  openAiPlateReader({ key: 'sk-test', model: 'a-model', address: 'https://model.example/v1', fetch: fetching })

describe.each<[string, () => PlateReader]>([
  ['the rules', localPlateReader],
  ['OpenAI', () => openAi(answering(200, spoken(said)))],
])('a plate reader: %s', (_, open) => {
  it('answers what the plate says, each thing once, with its place and how sure it is [MRO-3.2h]', async () => {
    const fields = await open().read(plate)
    expect(fields.map(({ name, value }) => `${name} ${value}`)).toEqual([
      'manufacturer GRUNDFOS',
      'model CR 32-4',
      'serial 10023456',
      'rating 400 V',
    ])
    for (const { confidence, box } of fields) {
      expect(confidence >= 0 && confidence <= 1).toBe(true)
      if (box) expect([box.x >= 0, box.y >= 0, box.width > 0, box.height > 0]).toEqual([true, true, true, true])
    }
  })

  it('says nothing of a plate without lines and without a picture', async () => {
    expect(await open().read({ picture: null, lines: [] })).toEqual([])
  })
})

describe('OpenAI', () => {
  it('is asked with the picture, a strict schema, and to store nothing', async () => {
    const asked: Asked[] = []
    await openAi(answering(200, spoken({ fields: [] }), asked)).read(plate)
    const [one] = asked
    expect([one?.url, one?.authorization]).toEqual(['https://model.example/v1/responses', 'Bearer sk-test'])
    expect(one?.body).toMatchObject({
      model: 'a-model',
      store: false,
      text: { format: { type: 'json_schema', strict: true } },
    })
    expect(JSON.stringify(one?.body)).toContain('data:image/jpeg;base64,')
  })

  it.each([
    [401, 'unavailable plate.misconfigured'],
    [404, 'unavailable plate.misconfigured'],
    [400, 'invalid plate.refused'],
    [429, 'unavailable plate.busy'],
    [500, 'unavailable plate.unreachable'],
  ])('that answers %i: %s', async (status, expected) => {
    const trouble = await openAi(answering(status, { error: { message: 'no' } }))
      .read(plate)
      .catch((error: unknown) => error)
    expect(trouble instanceof Refusal ? `${trouble.code} ${trouble.reason}` : trouble).toBe(expected)
  })

  it.each([
    [
      'words that are no JSON',
      {
        ...spoken({}),
        output: [
          {
            type: 'message',
            id: 'm',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'Sure!', annotations: [] }],
          },
        ],
      },
    ],
    ['another shape', spoken({ plates: [] })],
  ])('that answers %s is unreachable, and no fault', async (_, body) => {
    const trouble = await openAi(answering(200, body))
      .read(plate)
      .catch((error: unknown) => error)
    expect(trouble instanceof Refusal ? trouble.reason : trouble).toBe('plate.unreachable')
  })
})
