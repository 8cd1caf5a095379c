import { postgresUrl, shownDatabase } from '../config'
import { LabError, systemCode } from '../errors'

/** What an error says; that of an address with several machines has no message, only a code. */
export const reason = (error: unknown) =>
  (error instanceof Error && error.message) || (systemCode(error) ?? String(error))

/** Why the server does not let us in, or does not answer. */
export function refused(error: unknown, address: string): LabError {
  const where = shownDatabase(address)
  const cause = { cause: error }
  const { hostname, username, pathname } = postgresUrl(address)
  const code = systemCode(error) ?? ''
  const said = reason(error)
  if (['28P01', '28000'].includes(code) || /^SASL|password/.test(said))
    return new LabError('store.password', { database: where, reason: said }, cause)
  const command = `createdb -h ${hostname || 'localhost'}${username && ` -O ${username}`} ${pathname.slice(1)}`
  if (code === '3D000') return new LabError('store.missing', { database: where, command }, cause)
  return new LabError('store.unreachable', { database: where, reason: said }, cause)
}

/** A query's error; a connection that broke meanwhile is no defect of the query. */
export function explained(error: unknown, where: string): unknown {
  const code = systemCode(error) ?? ''
  const broken = /^(08|57P0|E[A-Z]+$)/.test(code) || (code === '' && /connection|not queryable/i.test(reason(error)))
  if (broken) return new LabError('store.lost', { database: where, reason: reason(error) }, { cause: error })
  if (code === '42501')
    return new LabError('store.denied', { database: where, reason: reason(error) }, { cause: error })
  return error
}
