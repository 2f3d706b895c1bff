import * as z from 'zod'
import { ApiPage, type Operation } from '../../templates/layouts/api'
import { showOpen } from './render'
import type { Room } from './room'
import { type ApiContract, Open, type Route } from './routes'

type ApiRoute = Extract<Route, { door: 'api' }>

/** The whole JSON side as OpenAPI 3.1, made from the routes as they are declared: it cannot say anything else. */
export function openApi(rooms: Room[]): Route[] {
  return new Open()
    .get('/api/v1', { may: 'anyone' }, async (platform, c) =>
      showOpen(c, <ApiPage operations={operationsOf(rooms)} origin={platform.env.ORIGIN} />),
    )
    .get('/api/v1/openapi.json', { may: 'anyone' }, async (platform, c) =>
      c.json(documentOf(rooms, platform.env.ORIGIN), 200, { 'Cache-Control': 'public, max-age=300' }),
    ).routes
}

export function documentOf(rooms: Room[], origin: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  const taken = new Set<string>()
  // Its action's name, or its permission's; where several operations share one, the path tells them apart.
  const nameOf = (path: string, { method, may, contract }: ApiRoute): string => {
    const plain = contract.action?.action ?? `${may}${/\{(?!organization)/.test(path) ? '.one' : ''}`
    const words = path
      .split('/')
      .slice(4)
      .map((word) => word.replaceAll(/[{}]/g, ''))
    const name = taken.has(plain) ? `${plain}.${[method.toLowerCase(), ...words].join('-')}` : plain
    taken.add(name)
    return name
  }
  for (const room of rooms) {
    for (const route of room.routes) {
      if (route.door !== 'api') continue
      const path = `/api/v1/{organization}${route.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: operationOf(room.name, path, nameOf(path, route), route),
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'MRO Command',
      version: '1',
      description: 'The system a maintenance organization runs on. Every operation is the same action as its page.',
    },
    servers: [{ url: origin }],
    tags: rooms.map(({ name, about }) => ({ name, description: about })),
    security: [{ bearer: [] }, { client: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`mro_…`), or an access token.' },
        client: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: `${origin}/oauth/token`, scopes: scopesOf(rooms) } },
        },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-sid' },
      },
      schemas: { Problem: problemSchema },
    },
  }
}

/** What a token may be narrowed to: the permissions that the operations ask for. */
const scopesOf = (rooms: Room[]): Record<string, string> =>
  Object.fromEntries(
    rooms.flatMap((room) =>
      room.routes.flatMap((route) => (route.door === 'api' ? [[route.may, route.contract.about] as const] : [])),
    ),
  )

function operationOf(room: string, path: string, operationId: string, { method, may, contract }: ApiRoute) {
  const { about, action, query, answer, status = 200 } = contract
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  return {
    operationId,
    summary: about,
    tags: [room],
    description: `Needs the permission \`${may}\`.`,
    parameters: [...inPath, ...queryOf(query), ...headersOf(method, path)],
    ...(contract.bytes
      ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } }
      : action
        ? {
            requestBody: {
              required: true,
              content: { 'application/json': { schema: schemaOf(action.input, 'input') } },
            },
          }
        : {}),
    responses: {
      [status]: {
        description: 'Done.',
        ...(answer ? { content: { 'application/json': { schema: schemaOf(answer, 'output') } } } : {}),
      },
      default: {
        description:
          'Refused; nothing was changed. 401 signed out, 403 not permitted, 404 unknown, 409 or 412 changed meanwhile, 422 a field is wrong, 429 wait.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** The same routes for people to read. */
function operationsOf(rooms: Room[]): Operation[] {
  return rooms.flatMap((room) =>
    room.routes.flatMap((route) => {
      if (route.door !== 'api') return []
      const { about, action, query, status = 200 } = route.contract
      const fieldsOf = (schema: z.ZodType, where: string) => {
        const { properties = {}, required = [] } = schemaOf(schema, 'input') as Described
        return Object.entries(properties).map(([name, { description, type, anyOf, enum: choices }]) => ({
          name,
          where,
          what:
            description ??
            choices?.map(String).join(', ') ??
            type ??
            anyOf?.map((one) => one.type).join(' or ') ??
            'text',
          required: required.includes(name),
        }))
      }
      return [
        {
          method: route.method,
          path: `/api/v1/{organization}${route.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`,
          summary: about,
          permission: route.may,
          room: room.name,
          takes: [...(query ? fieldsOf(query, 'query') : []), ...(action ? fieldsOf(action.input, 'body') : [])],
          answers: String(status),
        },
      ]
    }),
  )
}

type Described = {
  properties?: Record<string, { description?: string; type?: string; enum?: unknown[]; anyOf?: { type?: string }[] }>
  required?: string[]
}

const headersOf = (method: string, path: string) =>
  method === 'GET'
    ? []
    : [
        {
          name: 'Idempotency-Key',
          in: 'header',
          schema: { type: 'string' },
          description: 'The same key a second time answers what the first try did.',
        },
        {
          name: 'X-CSRF-Token',
          in: 'header',
          schema: { type: 'string' },
          description: 'The page’s value, with a session cookie.',
        },
        ...(path.includes('{id}')
          ? [{ name: 'If-Match', in: 'header', schema: { type: 'string' }, description: 'The ETag that was read.' }]
          : []),
      ]

function queryOf(query: ApiContract['query']) {
  const schema = query
    ? (schemaOf(query, 'input') as { properties?: Record<string, unknown>; required?: string[] })
    : {}
  return Object.entries(schema.properties ?? {}).map(([name, value]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: value,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Record<string, unknown>
  return made
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: 'One sentence that says what to do.' },
    status: { type: 'integer' },
    code: { type: 'string', enum: ['invalid', 'forbidden', 'not-found', 'conflict', 'limit', 'unavailable'] },
    instance: { type: 'string', description: 'Names the request.' },
    errors: { type: 'object', additionalProperties: { type: 'string' }, description: 'One sentence a field.' },
  },
}
