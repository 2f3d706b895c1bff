// Runs a script of the project on the project's own Node, whichever Node (20 or newer) the machine has.
// First it installs what the lock file says, if that is not what is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, 'node_modules', '.stamp')

const stamp = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(readFileSync(join(root, 'package.json')))
  .digest('hex')

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  console.log('Installing what the lock file says. This takes about a minute, once.')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const installed = spawnSync(npm, ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (installed.status !== 0) process.exit(installed.status ?? 1)
  const wrong = otherVersions()
  if (wrong.length > 0) {
    console.error(`npm installed other versions than package.json pins:\n  ${wrong.join('\n  ')}`)
    console.error('Remove node_modules and run this again; if it stays, your npm registry lacks these versions.')
    process.exit(1)
  }
  writeFileSync(stampFile, stamp)
}

/** npm silently picks older releases of packages whose engines exclude the Node that runs it. */
function otherVersions() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, pinned]) => {
    const file = join(root, 'node_modules', name, 'package.json')
    const version = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'missing'
    return version === pinned ? [] : [`${name}: ${version}, pinned ${pinned}`]
  })
}

const [script, ...rest] = process.argv.slice(2)
const node = join(root, 'node_modules', 'node', 'bin', 'node')
const child = spawn(
  existsSync(node) ? node : process.execPath,
  ['--disable-warning=ExperimentalWarning', script, ...rest],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 128 : (code ?? 1)))
