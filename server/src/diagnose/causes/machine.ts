import type { Cause } from '../cause'

/** The node itself: its disk, its programs, its network card, its addresses. */
export const machine: Cause[] = [
  {
    id: 'disk-full',
    ask: String.raw`
file=/var/tmp/.lab-$$; out=$( { head -c 65536 /dev/zero > $file; } 2>&1); rm -f $file
grep -io 'no space left on device' <<< "$out"`,
    says: { en: 'Nothing can be written any more:', zh: '磁盘写不进去了：' },
    source: 'write to /var/tmp',
  },
  {
    id: 'program-stopped',
    ask: String.raw`ps -eo stat=,pid=,comm= | awk '$1 ~ /^T/ && $3 ~ /^(keepalived|nginx|heartbeat|mariadbd|mysqld)$/ { print $3 ", pid " $2 ", state " $1 }'`,
    says: { en: 'This program was stopped by a signal and does nothing:', zh: '这个程序被信号暂停了，什么也不做：' },
    source: 'ps -eo stat,pid,comm',
  },
  {
    id: 'link-down',
    ask: String.raw`ip -o link show | grep -E '^[0-9]+: eth' | grep -vE '[<,]UP[,>]|NO-CARRIER' | sed -E 's/^[0-9]+: ([^@:]+)[^:]*/\1/; s/ qdisc.*//'`,
    says: { en: 'The network card is switched off:', zh: '网卡被关掉了：' },
    source: 'ip link show',
  },
  {
    id: 'no-carrier',
    ask: String.raw`ip -o link show | grep -E '^[0-9]+: eth.*NO-CARRIER' | sed -E 's/^[0-9]+: ([^@:]+)[^:]*/\1/; s/ qdisc.*//'`,
    says: { en: 'The network card has no link:', zh: '网卡没有链路：' },
    source: 'ip link show',
  },
  {
    id: 'no-address',
    ask: String.raw`ip -4 -o addr show | grep -qF " $ADDRESS/" || { echo "$ADDRESS is missing"; ip -4 -br addr show; }`,
    says: { en: 'It has lost its own address:', zh: '它自己的地址不见了：' },
    source: 'ip -4 addr show',
  },
  {
    id: 'no-route',
    ask: String.raw`for peer in $PEERS; do ip route get $peer 2>&1 | grep -iE 'unreachable|prohibit|blackhole|invalid' | sed "s/^/$peer: /"; done`,
    says: { en: 'It has no route to its neighbours:', zh: '它没有到相邻节点的路由：' },
    source: 'ip route get',
  },
]
