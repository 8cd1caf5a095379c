import type { IpvsServer, IpvsService } from '@contract/state'

/** `0A000064:0050` as `10.0.0.100:80`. */
function endpoint(hex: string): string {
  const [address = '', port = ''] = hex.split(':')
  const octets = [0, 2, 4, 6].map((at) => parseInt(address.slice(at, at + 2), 16))
  return `${octets.join('.')}:${parseInt(port, 16)}`
}

/** Jiffies a second of User-Mode Linux's kernel: it alone has ip_vs, and tells a service's persistence in them. */
const hertz = 100

/** The table in /proc/net/ip_vs (net/netfilter/ipvs/ip_vs_ctl.c, ip_vs_info_seq_show): addresses and ports in hexadecimal. */
export function readIpvs(text: string): IpvsService[] {
  const services: IpvsService[] = []
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/)
    const [first = '', second = '', third = '', ...rest] = words
    if (first === '->') {
      const [weight, active, inactive] = rest.map(Number)
      if (weight === undefined || Number.isNaN(weight)) continue
      services.at(-1)?.servers.push({
        address: endpoint(second),
        method: third as IpvsServer['method'],
        weight,
        active: active ?? 0,
        inactive: inactive ?? 0,
      })
    } else if (first === 'TCP' || first === 'UDP' || first === 'SCTP' || first === 'FWM') {
      const name = first === 'FWM' ? `FWM ${parseInt(second, 16)}` : `${first} ${endpoint(second)}`
      const persistent = Number(rest[rest.indexOf('persistent') + 1])
      services.push({
        name,
        scheduler: third,
        ...(rest.includes('persistent') && { persistent: persistent / hertz }),
        servers: [],
      })
    }
  }
  return services
}
