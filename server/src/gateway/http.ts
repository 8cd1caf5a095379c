import { existsSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import type { NextFunction, Request, Response } from 'express'
import express from 'express'
import { statusOf } from '@contract/problems/catalogue'
import { home } from '../config'
import { LabError, toProblem } from '../errors'
import { log } from '../log'
import type { Access } from './access'
import { isForced } from './fetch-metadata'
import { guesses } from './guesses'
import { headers } from './headers'
import { proxies } from './proxies'
import type { Route } from './routes'

const page = join(home, 'web/dist')
const index = join(page, 'index.html')

/** Refuses what another site has a browser send: before it is counted as a guess, or that site could lock people out. */
function fromOurPage(access: Access, { writes }: Route) {
  return (request: Request, response: Response, next: NextFunction) => {
    // A browser must not keep the answer to what nobody wished for, for when somebody does.
    response.setHeader('Cache-Control', 'no-store')
    if (isForced(request)) throw new LabError('access.forced')
    if (writes && !access.isOurOrigin(request)) throw new LabError('access.origin')
    next()
  }
}

/** Lets a route's handler do its work for whom it is for. */
function guarded(access: Access, { right, handle }: Route) {
  return async (request: Request, response: Response) => {
    const who = right === 'anyone' ? null : await access.who(request)
    if (right !== 'anyone' && !who) throw new LabError('access.unknown')
    if (right === 'staff' && who?.role !== 'instructor' && who?.role !== 'observer') throw new LabError('access.denied')
    await handle(request, response, who)
  }
}

/** The HTTP side: the page, the routes that let a browser in, and downloads. Everything else goes over the socket. */
export function createApp(access: Access, routes: Route[], { proxied }: { proxied: boolean }): express.Express {
  const app = express()
  app.disable('x-powered-by')
  if (proxied) app.set('trust proxy', proxies())
  app.use(headers)
  app.use((request, _response, next) => {
    if (!access.isOurHost(request)) throw new LabError('access.host', { host: request.headers.host ?? '' })
    next()
  })
  for (const route of routes)
    app[route.method === 'GET' ? 'get' : 'post'](
      route.path,
      fromOurPage(access, route),
      // First what it says is there whole: who sends it slowly keeps nobody else waiting.
      ...(route.writes ? [express.json({ limit: '4kb' })] : []),
      ...(route.guessed ? guesses(route.guessed) : []),
      guarded(access, route),
    )
  app.use((request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new LabError('http.method', { method: request.method })
    next()
  })
  app.use(
    express.static(page, {
      index: false,
      immutable: true,
      maxAge: '1y',
      setHeaders: (response, path) =>
        void (path.includes('/assets/') || response.setHeader('Cache-Control', 'no-cache')),
    }),
  )
  app.use((request: Request, response: Response, next: NextFunction) => {
    // Places within the page have no dot; what has one is a file that does not exist.
    if (/\.[^/]*$/.test(request.path)) return next(new LabError('http.unknown', { path: request.path }))
    if (!existsSync(index)) return next(new LabError('page.unbuilt'))
    response.setHeader('Cache-Control', 'no-cache')
    response.sendFile(index)
  })
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const problem = toProblem(misread(error, request))
    if (problem.code === 'internal') log.error({ error: String(error) }, 'request failed')
    response.status(statusOf(problem.code))
    // Who follows a link in a browser reads it on the page.
    if (request.path === '/enter' && request.accepts(['json', 'html']) === 'html' && existsSync(index))
      return response.sendFile(index)
    response.json(problem)
  })
  return app
}

/** A body that is no JSON, or too large, is not our defect. */
function misread(error: unknown, { method, path }: Request): unknown {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0
  if (status < 400 || status > 499) return error
  return new LabError('request.shape', {
    request: `${method} ${path}`,
    reason: STATUS_CODES[status] ?? `status ${status}`,
  })
}
