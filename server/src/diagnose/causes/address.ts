import type { Cause } from '../cause'

/** Who has the VIP, and who answers for it. */
export const address: Cause[] = [
  {
    id: 'vip-wide',
    ask: String.raw`has_vip dev lo | grep -v '/32 ' | sed -E 's/^[0-9]+: //; s/ scope.*//'`,
    says: {
      en: 'The VIP on lo must be a /32. With a wider mask the whole network is local:',
      zh: 'lo 上的 VIP 必须是 /32；掩码更宽，整个网段都成了本机地址：',
    },
    source: 'ip -4 addr show dev lo',
  },
  {
    id: 'vip-answers-arp',
    ask: String.raw`
[ -n "$LVS" ] && [ "$ROLE" = real-server ] || exit
arptables -L INPUT -n 2> /dev/null | grep -q DROP && exit
cd /proc/sys/net/ipv4/conf
if has_vip dev eth0 > /dev/null; then
  [ "$(cat eth0/arp_ignore)" = 8 ] || has_vip dev eth0 | sed -E 's/^[0-9]+: //; s/ scope.*//'
elif has_vip dev lo > /dev/null && [ "$(cat all/arp_ignore eth0/arp_ignore | sort -n | tail -n 1)" -lt 1 ]; then
  printf 'net.ipv4.conf.%s.arp_ignore = %s\n' all "$(cat all/arp_ignore)" eth0 "$(cat eth0/arp_ignore)"
fi`,
    says: { en: 'This real server answers ARP for the VIP:', zh: '这台真实服务器会应答 VIP 的 ARP：' },
    source: 'sysctl net.ipv4.conf, ip addr',
  },
  {
    id: 'vip-announced',
    ask: String.raw`
[ -n "$LVS" ] && [ "$ROLE" = real-server ] && has_vip dev lo > /dev/null || exit
arptables -L OUTPUT -n 2> /dev/null | grep -qE 'DROP|mangle' && exit
cd /proc/sys/net/ipv4/conf
[ "$(cat all/arp_announce eth0/arp_announce | sort -n | tail -n 1)" = 2 ] ||
  printf 'net.ipv4.conf.%s.arp_announce = %s\n' all "$(cat all/arp_announce)" eth0 "$(cat eth0/arp_announce)"`,
    says: {
      en: 'This real server asks ARP questions with the VIP as sender, and neighbours learn a wrong owner:',
      zh: '这台真实服务器发 ARP 请求时把 VIP 当作源地址，邻居会记错主人：',
    },
    source: 'sysctl net.ipv4.conf',
  },
  {
    id: 'vip-twice',
    ask: String.raw`
for vip in $VIPS; do
  ip -4 -o addr show dev eth0 | grep -qF " $vip/" || continue
  arping -D -c 2 -w 2 -I eth0 $vip | grep -i 'reply from'
done`,
    says: { en: 'It has the VIP, and another node answers for it too:', zh: 'VIP 在它手里，但还有别的节点也在应答：' },
    source: 'arping -D',
  },
  {
    id: 'vip-many',
    ask: String.raw`
[ "$ROLE" = client ] || exit
for vip in $VIPS; do
  macs=$(arping -b -w 1 -I eth0 $vip | grep -oE '(..:){5}..' | sort -u)
  [ "$(wc -w <<< "$macs")" -gt 1 ] && echo "$vip: $(paste -sd ' ' <<< "$macs")"
done`,
    says: { en: 'Several nodes answer ARP for the VIP:', zh: '有好几个节点在应答 VIP 的 ARP：' },
    source: 'arping -b -I eth0',
  },
  {
    id: 'vip-nobody',
    ask: String.raw`
[ "$ROLE" = client ] || exit
for vip in $VIPS; do arping -f -w 1 -I eth0 $vip > /dev/null || echo "$vip: no reply"; done`,
    says: { en: 'Nobody answers ARP for the VIP:', zh: '没有节点应答 VIP 的 ARP：' },
    source: 'arping -I eth0',
  },
  {
    id: 'vip-missing',
    ask: String.raw`
[ -n "$LVS" ] && [ "$ROLE" = real-server ] || exit
for vip in $VIPS; do ip -4 -o addr show | grep -qF " $vip/" || echo "$vip is on none of: $(ip -4 -br addr show | awk '{ print $1 }' | sed 's/@.*//' | paste -sd ' ')"; done`,
    says: {
      en: 'This real server does not have the VIP, so it drops what is sent to it:',
      zh: '这台真实服务器没有 VIP，发给 VIP 的包会被它丢掉：',
    },
    source: 'ip -4 addr show',
  },
]
