import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { NextFunction, Request, Response } from 'express'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { home } from '../config'
import { LabError, toProblem } from '../errors'
import { log } from '../log'
import type { Access } from './access'

const page = join(home, 'web/dist')

const statuses: Record<string, number> = {
  'access.host': 403,
  'access.token': 403,
  'http.unknown': 404,
  'http.method': 405,
  internal: 500,
}

/** The HTTP side: the page, and the link that lets a browser in. Everything else goes over the socket. */
export function createApp(access: Access, installation: string): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // The terminal sets inline styles for its cells.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false,
    }),
  )
  app.use((request, _response, next) => {
    if (!access.isOurHost(request))
      throw new LabError(
        'access.host',
        `This server does not go by the name '${request.headers.host ?? ''}'`,
        'Open the link that npm start printed',
      )
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new LabError('http.method', `${request.method} is not served here`, 'Use the page')
    next()
  })
  app.get('/health', (_request, response) => void response.json({ service: 'lvs-lab', installation }))
  const few = rateLimit({
    windowMs: 60_000,
    limit: 20,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: true,
  })
  app.get('/enter', few, (request, response) => {
    if (!access.isToken(request.query['token']))
      throw new LabError(
        'access.token',
        'This link’s token is not the one of this server',
        'Open the link that npm start printed',
      )
    response.cookie(access.cookie, access.token, {
      httpOnly: true,
      sameSite: 'strict',
      maxAge: 365 * 86_400_000,
      path: '/',
    })
    response.redirect('/')
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
    if (/\.[^/]*$/.test(request.path))
      return next(new LabError('http.unknown', `There is no ${request.path}`, 'Open /'))
    if (!existsSync(join(page, 'index.html')))
      return next(new LabError('page.unbuilt', 'The page has not been built', 'npm run build'))
    response.setHeader('Cache-Control', 'no-cache')
    response.sendFile(join(page, 'index.html'))
  })
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const problem = toProblem(error)
    if (problem.code === 'internal') log.error({ error: String(error) }, 'request failed')
    response.status(statuses[problem.code] ?? 500).json(problem)
  })
  return app
}
