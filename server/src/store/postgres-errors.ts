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
    return new LabError(
      'store.password',
      `PostgreSQL does not let us in to ${where}: ${said}`,
      'Correct user and password in LVS_LAB_DATABASE_URL; as the server’s administrator, set it with \\password in psql',
      undefined,
      cause,
    )
  if (code === '3D000')
    return new LabError(
      'store.missing',
      `There is no such database: ${where}`,
      `Create it: createdb -h ${hostname || 'localhost'}${username && ` -O ${username}`} ${pathname.slice(1)}`,
      undefined,
      cause,
    )
  return new LabError(
    'store.unreachable',
    `The database ${where} does not answer: ${said}`,
    'See that PostgreSQL runs there and can be reached from here, or correct LVS_LAB_DATABASE_URL',
    undefined,
    cause,
  )
}

/** A query's error; a connection that broke meanwhile is no defect of the query. */
export function explained(error: unknown, where: string): unknown {
  const code = systemCode(error) ?? ''
  const broken = /^(08|57P0|E[A-Z]+$)/.test(code) || (code === '' && /connection|not queryable/i.test(reason(error)))
  if (broken)
    return new LabError(
      'store.lost',
      `The connection to the database ${where} was lost: ${reason(error)}`,
      'Try again; where it stays away, see that PostgreSQL runs',
      undefined,
      { cause: error },
    )
  if (code === '42501')
    return new LabError(
      'store.denied',
      `PostgreSQL does not let us work in ${where}: ${reason(error)}`,
      `Make our user the owner: ALTER DATABASE … OWNER TO …; ALTER SCHEMA public OWNER TO …`,
      undefined,
      { cause: error },
    )
  return error
}
