// Builds what the browser gets: one style sheet, our script, htmx for the pages that use it, a script for the pages with
// passkeys, one sprite of icons. Each is named by its contents, so it can be kept for ever.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { icons } from './icons.ts'

const root = join(import.meta.dirname, '..')
const built = join(root, '.build')
const at = (...parts: string[]) => join(root, ...parts)

/** Builds when something changed since the last time. Answers the names. */
export function buildAssets(): {
  css: string
  js: string
  htmx: string
  passkey: string
  nameplate: string
  scanner: string
  zxing: string
  icons: string
} {
  mkdirSync(built, { recursive: true })
  const stampFile = join(built, 'assets.stamp')
  const generated = at('templates/kit/assets.gen.ts')
  const stamp = stampOf(['templates', 'scripts/assets.ts', 'scripts/icons.ts', 'package.json', 'public/sw.js'])
  if (existsSync(generated) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    const names = /(\{.*\})/s.exec(readFileSync(generated, 'utf8'))?.[1]
    if (names) {
      const kept = JSON.parse(
        names
          .replaceAll("'", '"')
          .replaceAll(/(\w+):/g, '"$1":')
          .replace(/,\s*}/, '}'),
      )
      if (Object.values(kept).every((name) => existsSync(at('public', String(name))))) return kept
    }
  }
  for (const name of readdirSync(at('public'))) {
    if (/^(app|htmx|passkey|nameplate|scanner|zxing|icons)\.[0-9a-f]{10}\./.test(name)) rmSync(at('public', name))
  }
  const names = {
    css: fingerprinted('app', 'css', style()),
    js: fingerprinted('app', 'js', script('app')),
    htmx: fingerprinted('htmx', 'js', htmx()),
    passkey: fingerprinted('passkey', 'js', script('passkey')),
    nameplate: fingerprinted('nameplate', 'js', script('nameplate')),
    scanner: fingerprinted('scanner', 'js', script('scanner')),
    zxing: fingerprinted('zxing', 'wasm', readFileSync(at('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'))),
    icons: fingerprinted('icons', 'svg', sprite()),
  }
  fonts()
  reader()
  writeFileSync(
    generated,
    `export const assets = { css: '${names.css}', js: '${names.js}', htmx: '${names.htmx}', passkey: '${names.passkey}', nameplate: '${names.nameplate}', scanner: '${names.scanner}', zxing: '${names.zxing}', icons: '${names.icons}' }\n`,
  )
  writeFileSync(at('public/offline.html'), offline(names.css))
  writeFileSync(
    stampFile,
    stampOf(['templates', 'scripts/assets.ts', 'scripts/icons.ts', 'package.json', 'public/sw.js']),
  )
  return names
}

/** Fonts that a PDF carries for letters beyond Western Europe's; the worker reads them from here. */
function fonts(): void {
  mkdirSync(at('public/vendor'), { recursive: true })
  for (const name of ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSansMono-Bold'])
    copyFileSync(at('node_modules/dejavu-fonts-ttf/ttf', `${name}.ttf`), at('public/vendor', `${name}.ttf`))
}

/** The engine that reads nameplates in the browser, with its English: no other site is asked for them. */
function reader(): void {
  const folder = at('public/vendor/tesseract')
  mkdirSync(folder, { recursive: true })
  copyFileSync(at('node_modules/tesseract.js/dist/worker.min.js'), join(folder, 'worker.min.js'))
  for (const kind of ['relaxedsimd-', 'simd-', '']) {
    const name = `tesseract-core-${kind}lstm.wasm.js`
    copyFileSync(at('node_modules/tesseract.js-core', name), join(folder, name))
  }
  const words = 'eng.traineddata.gz'
  copyFileSync(at('node_modules/@tesseract.js-data/eng/4.0.0_best_int', words), join(folder, words))
}

function style(): string {
  const out = join(built, 'app.css')
  const cli = at('node_modules/@tailwindcss/cli/dist/index.mjs')
  execFileSync(process.execPath, [cli, '-i', at('templates/css/app.css'), '-o', out, '--minify'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return readFileSync(out, 'utf8')
}

function script(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [at(`templates/browser/${name}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  })
  return outputFiles[0]?.text ?? ''
}

const htmx = () =>
  readFileSync(at('node_modules/htmx.org/dist/htmx.min.js'), 'utf8').replace(/\/\/# sourceMappingURL.*/, '')

function sprite(): string {
  const symbols = icons.map((name) => {
    const svg = readFileSync(at('node_modules/lucide-static/icons', `${name}.svg`), 'utf8')
    const inside = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1]?.replaceAll(/\s*\n\s*/g, '') ?? ''
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
}

function fingerprinted(name: string, ending: string, text: string | Uint8Array): string {
  const file = `${name}.${createHash('sha256').update(text).digest('hex').slice(0, 10)}.${ending}`
  writeFileSync(at('public', file), text)
  return file
}

const offline = (css: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Offline · MRO Command</title><link rel="stylesheet" href="/${css}"></head>
<body class="door"><main class="door-in"><h1>You are offline</h1><p>This page was not saved on this device. Pages that you have opened before still open.</p><p><a class="bt bt-p" href="/">Try again</a></p></main></body></html>
`

function stampOf(paths: string[]): string {
  const hash = createHash('sha256')
  const walk = (path: string) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'assets.gen.ts') walk(join(path, name))
    } else hash.update(path.slice(root.length)).update(readFileSync(path))
  }
  for (const path of paths) walk(at(path))
  return hash.digest('hex')
}

if (import.meta.main) console.log(buildAssets())
