// Caches the app's own files, so that it opens without a network. The Firestore SDK caches the data.
const FILES = [/* the files of this build */];
const PAGE = '/index.html';
const CONFIG = '/__/firebase/init.json';
const CACHE = `embudo-${FILES.join()}`;

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => Promise.all([PAGE, '/icon.svg', ...FILES].map((path) => store(cache, path))))
      .then(() => skipWaiting()),
  );
});

/**
 * Stores a file as the server has it now: the HTTP cache may hold an older answer. Fails if the server has no
 * such file, or answers with the page in its place. Then the former version of the app stays.
 */
async function store(cache, path) {
  const response = await fetch(path, { cache: 'no-cache' });
  const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
  if (!response.ok || isPage !== (path === PAGE)) {
    throw new Error(`${path}: ${response.status} ${response.headers.get('content-type')}`);
  }
  await cache.put(path, response);
}

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))),
      )
      .then(() => clients.claim()),
  );
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname === '/cleared.txt') return; // The browser itself has to see this answer.
  if (request.mode === 'navigate') event.respondWith(fromNetwork(request, PAGE));
  else if (url.pathname.startsWith('/__/')) event.respondWith(fromNetwork(request, request.url));
  else event.respondWith(caches.match(request).then((cached) => cached ?? fetch(request)));
});

/** The network's answer, or the cached one if there is no network. The project's configuration is cached as it comes. */
async function fromNetwork(request, cacheKey) {
  try {
    const response = await fetch(request);
    const { pathname } = new URL(request.url);
    if (response.ok && pathname.startsWith(CONFIG.slice(0, CONFIG.lastIndexOf('/')))) {
      const cache = await caches.open(CACHE);
      await cache.put(request.url, response.clone());
    }
    return response;
  } catch (error) {
    const cached = await caches.match(cacheKey);
    if (cached) return cached;
    throw error;
  }
}
