import type { RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { LabError } from '../errors'
import { isVisit } from './fetch-metadata'

/** Milliseconds in which wrong guesses are counted, and how many are too many: from one source, and from all together. */
const time = 10 * 60_000
const most = { source: 10, total: 200 }

/**
 * Lets what one source guesses pass one at a time. Whether a guess was wrong is known only when it is answered: without
 * this a class that joins at once from one address would count as guessing, or guesses at the same time as one.
 */
function inTurn(): RequestHandler {
  const last = new Map<string, Promise<void>>()
  return (request, response, next) => {
    const source = ipKeyGenerator(request.ip ?? '')
    const before = last.get(source) ?? Promise.resolve()
    const answered = new Promise<void>((resolve) => response.once('close', () => resolve()))
    const turn = before.then(() => answered)
    last.set(source, turn)
    void turn.then(() => last.get(source) === turn && last.delete(source))
    void before.then(() => {
      if (!response.closed) next()
    })
  }
}

/**
 * Counts wrong guesses of links (`/enter`) or codes (`/join`). After too many even the right one is refused (429) for the rest of the time:
 * otherwise somebody who guesses would learn from the difference. All together are counted for codes alone: nobody guesses a link,
 * and who has one is not to be kept out by others.
 */
export function guesses(what: 'link' | 'code'): RequestHandler[] {
  const limit = (count: number, key?: () => string) =>
    rateLimit({
      windowMs: time,
      limit: count,
      // Who is not behind a proxy of ours is not asked where they come from.
      validate: { xForwardedForHeader: false },
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      skipSuccessfulRequests: true,
      // A right code whose class is full, or whose name is taken, was no guess: a whole class may sit behind one address.
      // Nor is following a link: another site can open ours in a window ten times. Nobody guesses a link's 192 bits, and a
      // code, which could be guessed, is not asked for in this way.
      requestWasSuccessful: (request, { statusCode }) => isVisit(request) || (statusCode !== 403 && statusCode !== 404),
      ...(key && { keyGenerator: key }),
      handler: (_request, response, next) => {
        const minutes = Math.ceil(Number(response.getHeader('Retry-After') ?? time / 1000) / 60)
        next(new LabError('access.many', { minutes }))
      },
    })
  return [inTurn(), limit(most.source), ...(what === 'code' ? [limit(most.total, () => 'all')] : [])]
}
