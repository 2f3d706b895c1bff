import { execFileSync, spawnSync } from 'node:child_process'

const works = () => spawnSync('pdftoppm', ['-v']).status === 0

/** Whether PDFs can be turned into pictures here: with poppler, which is installed where that is one command. */
export function findPdfPrinter(): boolean {
  if (works()) return true
  if (process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    const options = { stdio: 'ignore' as const, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
    try {
      execFileSync('apt-get', ['update', '-qq'], options)
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'poppler-utils'], options)
    } catch {
      return false
    }
  }
  return works()
}
