/** Ends with 0 where the server in this container answers. Its certificate is for others: this asks by another name. */
const { LVS_LAB_PORT: port, LVS_LAB_TLS_CERT: tls } = process.env
const { get } = tls ? await import('node:https') : await import('node:http')
const asked = get({ port, host: '127.0.0.1', path: '/health', rejectUnauthorized: false }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
)
asked.on('error', () => process.exit(1))
