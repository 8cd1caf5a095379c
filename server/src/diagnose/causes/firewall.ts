import type { Cause } from '../cause'

/** Rules that drop. */
export const firewall: Cause[] = [
  {
    id: 'firewall-drops',
    needs: 'iptables',
    ask: String.raw`iptables -S 2> /dev/null | grep -E -- '-j (DROP|REJECT)|^-P [A-Z]+ DROP'`,
    says: { en: 'Its firewall drops packets:', zh: '它的防火墙在丢包：' },
    source: 'iptables -S',
  },
  {
    id: 'arptables-drops',
    needs: 'arptables',
    ask: String.raw`[ "$ROLE" = real-server ] && exit; arptables -L -n 2> /dev/null | grep -E '^-j DROP|-j DROP'`,
    says: { en: 'It drops ARP:', zh: '它在丢弃 ARP：' },
    source: 'arptables -L -n',
  },
]
