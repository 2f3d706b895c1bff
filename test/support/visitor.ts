import { hidden, type Person, type World } from './world'

type Answer = { status: number; location: string; html: string; headers: Headers }

/** A browser: it keeps cookies, and sends the CSRF value of the page that it saw last. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #world: World
  #csrf = ''

  constructor(world: World, person?: Person) {
    this.#world = world
    if (person) {
      this.cookies.set('__Host-sid', person.token)
      this.#csrf = person.csrf
    }
  }

  async #ask(path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#world.ask(path, { ...init, headers: { Cookie: cookie, ...(init.headers ?? {}) } })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const html = await answer.text()
    this.#csrf = hidden(html, 'csrf') || this.#csrf
    return { status: answer.status, location: answer.headers.get('Location') ?? '', html, headers: answer.headers }
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#ask(path, { headers })
  }

  post(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#ask(path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
        ...headers,
      },
      body: new URLSearchParams({ csrf: this.#csrf, ...fields }),
    })
  }

  async json<T>(path: string): Promise<T> {
    return JSON.parse((await this.get(path)).html) as T
  }
}
