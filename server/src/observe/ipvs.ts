import type { IpvsServer, IpvsService } from '@contract/state'
import { plain } from '../text'
import { count, linesOf, longest, most } from './limits'

/** `0A000064:0050` as `10.0.0.100:80`; anything else as it is. */
function endpoint(hex: string): string {
  const [, address = '', port = ''] = /^([0-9A-F]{8}):([0-9A-F]{4})$/.exec(hex) ?? []
  if (!address) return plain(hex, longest.name)
  const octets = [0, 2, 4, 6].map((at) => parseInt(address.slice(at, at + 2), 16))
  return `${octets.join('.')}:${parseInt(port, 16)}`
}

/** Jiffies a second of User-Mode Linux's kernel: it alone has ip_vs, and tells a service's persistence in them. */
const hertz = 100

const methods: readonly string[] = ['Route', 'Masq', 'Tunnel', 'Local', 'Bypass'] satisfies IpvsServer['method'][]
const protocols: readonly string[] = ['TCP', 'UDP', 'SCTP', 'FWM']

/**
 * The table in /proc/net/ip_vs (net/netfilter/ipvs/ip_vs_ctl.c, ip_vs_info_seq_show): addresses and ports in hexadecimal.
 * `cut`: it has more rows than are taken in.
 */
export function readIpvs(text: string): { services: IpvsService[]; cut: boolean } {
  const services: IpvsService[] = []
  let cut = false
  let servers = 0
  for (const line of linesOf(text)) {
    const [first = '', second = '', third = '', ...rest] = line.trim().split(/\s+/)
    if (first === '->') {
      const [weight = '', active, inactive] = rest
      const service = services.at(-1)
      if (!service || !/^\d+$/.test(weight) || !methods.includes(third)) continue
      if (servers === most.servers) {
        cut = true
        continue
      }
      servers++
      service.servers.push({
        address: endpoint(second),
        method: third as IpvsServer['method'],
        weight: count(weight),
        active: count(active),
        inactive: count(inactive),
      })
    } else if (protocols.includes(first)) {
      if (services.length === most.services) {
        cut = true
        break
      }
      const name = first === 'FWM' ? `FWM ${parseInt(second, 16) || 0}` : `${first} ${endpoint(second)}`
      const persistent = rest.includes('persistent') && count(rest[rest.indexOf('persistent') + 1]) / hertz
      services.push({ name, scheduler: plain(third, 16), ...(persistent !== false && { persistent }), servers: [] })
    }
  }
  return { services, cut }
}
