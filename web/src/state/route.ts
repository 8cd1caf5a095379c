import { signal } from '@preact/signals'

/** Where the page is. A lab without a step shows the one to resume at. No address starts anything: a lab is read until it is started. */
type Route =
  | { page: 'catalogue'; lab: string | null }
  | { page: 'lab'; lab: string; step: string | null }
  | { page: 'join'; code: string | null }
  | { page: 'classes' }
  /** `lab`: whose steps the roster shows. `watch`: the learner beside it. */
  | { page: 'class'; class: string; lab: string | null; watch: string | null }
  | { page: 'unknown'; path: string }

const name = /^[a-z0-9]+(-[a-z0-9]+)*$/
const id = /^[0-9a-f]{8}$/

/** Reads a path with its query, such as `/labs/lvs-dr?step=look-around`. */
export function parseRoute(url: string): Route {
  const { pathname, searchParams } = new URL(url, 'http://page')
  const asked = (key: string) => (name.test(searchParams.get(key) ?? '') ? searchParams.get(key) : null)
  if (pathname === '/') return { page: 'catalogue', lab: asked('lab') }
  const join = /^\/join(?:\/([0-9A-Za-z-]*))?\/?$/.exec(pathname)
  if (join) return { page: 'join', code: join[1] || null }
  if (/^\/classes\/?$/.test(pathname)) return { page: 'classes' }
  const ofClass = /^\/classes\/([^/]+)\/?$/.exec(pathname)?.[1]
  if (ofClass !== undefined && id.test(ofClass)) {
    const watch = searchParams.get('watch') ?? ''
    return { page: 'class', class: ofClass, lab: asked('lab'), watch: id.test(watch) ? watch : null }
  }
  const lab = /^\/labs\/([^/]+)\/?$/.exec(pathname)?.[1]
  if (lab === undefined || !name.test(lab)) return { page: 'unknown', path: pathname }
  return { page: 'lab', lab, step: asked('step') }
}

/** The path of a route. */
export function href(route: Route): string {
  if (route.page === 'unknown') return route.path
  if (route.page === 'catalogue') return route.lab ? `/?lab=${route.lab}` : '/'
  if (route.page === 'join') return route.code ? `/join/${route.code}` : '/join'
  if (route.page === 'classes') return '/classes'
  if (route.page === 'class') {
    const asked = [route.watch && `watch=${route.watch}`, route.lab && `lab=${route.lab}`].filter(Boolean).join('&')
    return `/classes/${route.class}${asked && `?${asked}`}`
  }
  return route.step ? `/labs/${route.lab}?step=${route.step}` : `/labs/${route.lab}`
}

export const route = signal<Route>({ page: 'catalogue', lab: null })

/** Goes somewhere within the page. `replace` leaves no entry in the browser's history. */
export function go(to: Route, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', href(to))
  route.value = to
}

/** Follows the address bar, and takes clicks on links into the page without loading it anew. */
export function followAddress(): void {
  const read = () => (route.value = parseRoute(location.href))
  read()
  addEventListener('popstate', read)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return
    const url = new URL(link.href)
    if (url.origin !== location.origin || url.hash) return
    event.preventDefault()
    go(parseRoute(url.href))
  })
}
