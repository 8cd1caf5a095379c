import type { Cause } from '../cause'

const needs = 'keepalived'
const configured = 'runs keepalived && grep -rqs vrrp_instance /etc/keepalived || exit'

/** VRRP instances, as the running keepalived has them. */
export const vrrp: Cause[] = [
  {
    id: 'vrrp-fault',
    needs,
    ask: String.raw`${configured}
grep -qE '^   State = FAULT' <<< "$vrrp" && { echo 'State = FAULT'; said 'Keepalived_vrrp.*(FAULT|down|failed|script)' | tail -n 2; }`,
    says: { en: 'Its VRRP instance is in FAULT and takes no part:', zh: '它的 VRRP 实例处于 FAULT，不参与选举：' },
    source: 'kill -USR1, /tmp/keepalived.data',
  },
  {
    id: 'vrrp-two-masters',
    needs,
    ask: String.raw`${configured}
data=$vrrp; grep -q '^   State = MASTER' <<< "$data" || exit
heard=$(timeout 2 tcpdump -tnvli eth0 -c 2 "ip proto 112 and not src $ADDRESS" | grep -oE '[0-9.]+ > [0-9.]+: .*' | sort -u | head -n 1)
[ -n "$heard" ] || exit
awk -F' = ' '/Virtual Router ID/ { v = $2 } /Advert interval/ { i = $2 } / Priority =/ { p = $2 } END { print "here: vrid " v ", prio " p ", intvl " i }' <<< "$data"
echo "heard: $heard"`,
    says: { en: 'It is master, and hears another master:', zh: '它是 MASTER，却还听到另一个 MASTER：' },
    source: 'tcpdump -v ip proto 112',
  },
  {
    id: 'vrrp-discards',
    needs,
    ask: String.raw`${configured}
counts() { rm -f /tmp/keepalived.stats; kill -USR2 "$(cat /run/keepalived.pid)"; for try in {1..10}; do [ -s /tmp/keepalived.stats ] && break; sleep 0.1; done
  awk '/Errors/ { part = $1 " " $2 } /^ *[A-Z].*: [0-9]+$/ { gsub(/^ +/, ""); print part ": " $0 }' /tmp/keepalived.stats | grep -i error; }
before=$(counts); sleep 1.3; after=$(counts)
diff <(echo "$before") <(echo "$after") | sed -n 's/^> //p'`,
    says: {
      en: 'It discards the advertisements it receives, and counts why:',
      zh: '收到的通告被它丢弃，原因记在计数里：',
    },
    source: 'kill -USR2, /tmp/keepalived.stats',
  },
  {
    id: 'vrrp-priority',
    needs,
    ask: String.raw`${configured}
awk -F' = ' '/^   (Base p|P)riority =/ { base = $2 } /^   Effective priority =/ { if ($2 != base) print "priority " base ", effective " $2 }' <<< "$vrrp"`,
    says: { en: 'A script changes its priority:', zh: '脚本改变了它的优先级：' },
    source: 'kill -USR1, /tmp/keepalived.data',
  },
  {
    id: 'vrrp-other-vip',
    needs,
    ask: String.raw`${configured}
data=$vrrp; for vip in $VIPS; do grep -qE "^ +$vip(/| |$)" <<< "$data" && exit; done
sed -nE '/Virtual IP/,/^   [A-Z]/s/^ +([0-9.]+\/?[0-9]*) .*/\1/p' <<< "$data" | grep .`,
    says: { en: 'Its VRRP instance has another address:', zh: '它的 VRRP 实例用的是别的地址：' },
    source: 'kill -USR1, /tmp/keepalived.data',
  },
  {
    id: 'vrrp-strict',
    needs,
    ask: String.raw`${configured}
grep -rnE '^\s*vrrp_strict' /etc/keepalived --include='*.conf'`,
    says: {
      en: 'vrrp_strict is on: keepalived then drops packets to the VIP, and ignores authentication and unicast:',
      zh: '打开了 vrrp_strict：发往 VIP 的包会被丢弃，认证和单播也不起作用：',
    },
    source: '/etc/keepalived',
  },
]
