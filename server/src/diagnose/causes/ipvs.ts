import type { Cause } from '../cause'

const needs = 'ipvsadm'
const director = '[ "$ROLE" = director ] || exit'

/** The director's IPVS table, and the marks that lead to it. */
export const ipvs: Cause[] = [
  {
    id: 'ipvs-empty',
    needs,
    ask: String.raw`${director}
out=$(ipvsadm -Ln 2>&1); grep -qE '^(TCP|UDP|SCTP|FWM) ' <<< "$out" || { grep -v '^Prot\|->' <<< "$out" | head -n 2; echo 'no virtual service'; }`,
    says: { en: 'The IPVS table is empty:', zh: 'IPVS 表是空的：' },
    source: 'ipvsadm -Ln',
  },
  {
    id: 'ipvs-no-servers',
    needs,
    ask: String.raw`${director}
ipvsadm -Ln | awk '/^(TCP|UDP|SCTP|FWM) / { if (s != "" && !n) print s; s = $0; n = 0 } /^ +-> [0-9]/ { n++ } END { if (s != "" && !n) print s }'`,
    says: { en: 'A virtual service has no real server:', zh: '有一个虚拟服务后面没有真实服务器：' },
    source: 'ipvsadm -Ln',
  },
  {
    id: 'ipvs-weight-0',
    needs,
    ask: String.raw`${director}
ipvsadm -Ln | awk '/^(TCP|UDP|SCTP|FWM) / { s = $1 " " $2 } /^ +-> [0-9]/ && $4 == 0 { print s " -> " $2 " weight 0" }'`,
    says: { en: 'A real server with weight 0 gets no new connections:', zh: '权重为 0 的真实服务器分不到新连接：' },
    source: 'ipvsadm -Ln',
  },
  {
    id: 'ipvs-vip-away',
    needs,
    ask: String.raw`${director}
runs keepalived && exit # a backup has the table, and not the address
for vip in $(ipvsadm -Ln | awk '/^(TCP|UDP) / { split($2, a, ":"); print a[1] }' | sort -u); do
  ip -4 -o addr show | grep -qF " $vip/" || echo "$vip is on none of: $(ip -4 -br addr show | awk '{ print $1 }' | sed 's/@.*//' | paste -sd ' ')"
done`,
    says: {
      en: 'The IPVS table has a service for an address that is not here:',
      zh: 'IPVS 表里的服务用了这里没有的地址：',
    },
    source: 'ipvsadm -Ln, ip addr',
  },
  {
    id: 'ipvs-port',
    needs,
    ask: String.raw`${director}
ipvsadm -Ln | awk '/^(TCP|UDP) / { n = split($2, a, ":"); port = a[n]; s = $1 " " $2 } /^FWM/ { port = "" } /^ +-> [0-9]/ && $3 == "Route" && port != "" && port != "0" { n = split($2, b, ":"); if (b[n] != port) print s " -> " $2 " " $3 }'`,
    says: { en: 'Direct routing cannot change the port:', zh: '直接路由改不了端口：' },
    source: 'ipvsadm -Ln',
  },
  {
    id: 'ipvs-no-mark',
    needs,
    ask: String.raw`${director}
marks=$(iptables -t mangle -S | grep -oE -- '--set-x?mark 0x[0-9a-f]+' | awk '{ print $2 }')
for mark in $(ipvsadm -Ln | awk '/^FWM / { print $2 }'); do
  for set in $marks; do [ $((set)) = $mark ] && continue 2; done
  echo "FWM $mark, but marked is: $(paste -sd ' ' <<< "$marks")"
done`,
    says: { en: 'No rule sets the mark that the IPVS table waits for:', zh: 'IPVS 表等着的标记，没有规则去打：' },
    source: 'ipvsadm -Ln, iptables -t mangle -S',
  },
  {
    id: 'ipvs-mixed',
    needs,
    ask: String.raw`${director}
out=$(ipvsadm -Ln | awk '/^ +-> [0-9]/ { print $2 " " $3 }' | sort -u); [ "$(awk '{ print $2 }' <<< "$out" | sort -u | wc -l)" -gt 1 ] && echo "$out"`,
    says: { en: 'Real servers are reached in different ways:', zh: '各台真实服务器的转发方式不一样：' },
    source: 'ipvsadm -Ln',
  },
  {
    id: 'ipvs-nat',
    needs,
    ask: String.raw`${director}
ipvsadm -Ln | awk '/^ +-> [0-9]/ && $3 != "Route" { print $2 " " $3 }' | grep . | head -n 2
[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ] && ipvsadm -Ln | grep -q Masq && echo 'net.ipv4.ip_forward = 0'`,
    says: {
      en: 'These real servers are not reached by direct routing; their replies must come back through this director:',
      zh: '这些真实服务器不是直接路由，应答必须经过这台调度器返回：',
    },
    source: 'ipvsadm -Ln',
  },
]
