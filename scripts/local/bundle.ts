import { build } from 'esbuild'

/** Bundles a worker as wrangler does, in a fraction of a second. Answers the module's text. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['cloudflare:*', 'node:*'],
    loader: { '.sql': 'text' },
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    minify: true,
    keepNames: true,
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  const [module] = outputFiles
  if (!module) throw new Error(`${entry} became nothing`)
  return module.text
}
