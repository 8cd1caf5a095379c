import type { Request, Response } from 'express'
import { type Joined, joinSchema } from '@contract/classroom'
import type { Classroom } from '../classes/classroom'
import { type Identity, loginTimeMs } from '../classes/people'
import { rosterCsv } from '../classes/roster'
import { LabError } from '../errors'
import type { Access } from './access'

/**
 * A route beside the page. `right`: who may ask. `writes`: it changes something, so that only our own page may. `guessed`:
 * wrong links or codes are counted, each apart, and after a few the right one does not help either.
 */
export interface Route {
  method: 'GET' | 'POST'
  path: string
  right: 'anyone' | 'known' | 'staff'
  writes?: true
  guessed?: 'link' | 'code'
  handle: (request: Request, response: Response, who: Identity | null) => Promise<void> | void
}

/** Every route of the server, but for the files of the page. */
export function routes(access: Access, classroom: Classroom, installation: string): Route[] {
  const logIn = (request: Request, response: Response, token: string) =>
    response.cookie(access.cookie, token, {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      maxAge: access.people ? loginTimeMs : 365 * 86_400_000,
      path: '/',
    })
  const roster = async (request: Request) => classroom.roster(String(request.params['class']))
  return [
    {
      method: 'GET',
      path: '/health',
      right: 'anyone',
      handle: (_request, response) =>
        void response.json({ service: 'lvs-lab', installation, classes: access.people !== null }),
    },
    {
      method: 'GET',
      path: '/enter',
      right: 'anyone',
      guessed: 'link',
      handle: async (request, response) => {
        const { token } = request.query
        const entered = access.people && typeof token === 'string' ? await classroom.enter(token) : null
        const login = access.people ? entered : access.isToken(token) ? access.token : null
        if (login === null) throw new LabError('access.token')
        logIn(request, response, login)
        response.redirect('/')
      },
    },
    {
      method: 'POST',
      path: '/join',
      right: 'anyone',
      writes: true,
      guessed: 'code',
      handle: async (request, response) => {
        if (!access.people) throw new LabError('class.off')
        const said = joinSchema.safeParse(request.body)
        if (!said.success) throw new LabError('join.shape')
        const { login, link, language } = await classroom.join(said.data.code, said.data.name)
        logIn(request, response, login)
        response.json({ link, language } satisfies Joined)
      },
    },
    {
      method: 'POST',
      path: '/leave',
      right: 'known',
      writes: true,
      handle: async (_request, response, who) => {
        if (who) await classroom.people.leave(who)
        response.clearCookie(access.cookie, { path: '/' })
        response.status(204).end()
      },
    },
    {
      method: 'GET',
      path: '/classes/:class/progress.csv',
      right: 'staff',
      handle: async (request, response) => {
        const view = await roster(request)
        response.attachment(`${view.class.id}.csv`).type('text/csv; charset=utf-8')
        // The mark tells spreadsheets that this is UTF-8.
        response.send(`\uFEFF${rosterCsv(view, classroom.library, Date.now())}`)
      },
    },
    {
      method: 'GET',
      path: '/classes/:class/progress.json',
      right: 'staff',
      handle: async (request, response) => void response.json(await roster(request)),
    },
  ]
}
