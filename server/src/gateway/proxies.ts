import { readFileSync } from 'node:fs'

/** The default gateway in the kernel's table of routes: little-endian hexadecimal there. Null: there is none. */
export function gatewayOf(routes: string): string | null {
  const fields = routes.split('\n').map((line) => line.trim().split(/\s+/))
  const gateway = fields.find(([, destination, to]) => destination === '00000000' && to !== '00000000')?.[2]
  return (
    gateway
      ?.match(/../g)
      ?.map((byte) => parseInt(byte, 16))
      .reverse()
      .join('.') ?? null
  )
}

/**
 * Who is believed when they say for whom they ask: a proxy on this machine. Our own container sees the machine around it as
 * its gateway.
 */
export function proxies(): string[] {
  const gateway = process.env['LVS_LAB_CONTAINER'] === '1' ? gatewayOf(readFileSync('/proc/net/route', 'utf8')) : null
  return ['loopback', ...(gateway ? [gateway] : [])]
}
