import type { Platform } from '../platform/platform'
import type { WideFonts } from './label-pdf'

/** Fonts for letters beyond Western Europe's, which only a PDF that needs them carries. */
export async function wideFonts({ env }: Platform): Promise<WideFonts> {
  const font = async (name: string) => {
    const answer = await env.ASSETS.fetch(new Request(`${env.ORIGIN}/vendor/${name}.ttf`))
    if (!answer.ok) throw new Error(`The font ${name} is not there`)
    return new Uint8Array(await answer.arrayBuffer())
  }
  const [sans, bold, mono] = await Promise.all(['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono-Bold'].map(font))
  if (!sans || !bold || !mono) throw new Error('A font is missing')
  return { sans, bold, mono }
}
