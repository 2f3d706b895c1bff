// The assets layer answers /offline with offline.html; asked by its file name it would redirect.
// Pages come from the network, or from what was seen before; without both, a page says so kindly.
const shell = 'shell-v1'
const pages = 'pages-v1'
const fingerprinted = /\.[0-9a-f]{10}\.(css|js|svg|wasm)$/
const never = /\/(new|edit|sign-|settings|audit|dev|operator|organizations|verify|reset)/

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shell).then((cache) => cache.add('/offline')))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (fingerprinted.test(url.pathname)) event.respondWith(fromShell(request))
  else if (request.mode === 'navigate') event.respondWith(fromNetwork(request, url))
})

async function fromShell(request) {
  const cache = await caches.open(shell)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) cache.put(request, answer.clone())
  return answer
}

async function fromNetwork(request, url) {
  // Whoever comes next sees nothing of who was here before, however the session ended.
  if (url.pathname.startsWith('/sign-in')) await caches.delete(pages)
  const cache = await caches.open(pages)
  try {
    const answer = await Promise.race([
      fetch(request),
      new Promise((_, reject) => setTimeout(() => reject(new Error('slow')), 3000)),
    ]).catch(async (error) => {
      if (error.message === 'slow' && !(await cache.match(request))) return fetch(request)
      throw error
    })
    if (answer.ok && !answer.redirected && !never.test(url.pathname)) cache.put(request, answer.clone())
    return answer
  } catch {
    return (await cache.match(request)) ?? (await caches.match('/offline'))
  }
}
