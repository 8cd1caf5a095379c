import type { Cause } from '../cause'

const needs = 'drbdadm'
const configured = '[ -n "$(ls /etc/drbd.d/*.res 2> /dev/null)" ] || exit'

/** DRBD 8.4: its files, its module, its three states. */
export const drbd: Cause[] = [
  {
    id: 'drbd-refuses',
    needs,
    ask: String.raw`${configured}
out=$(drbdadm dump all 2>&1 > /dev/null) || grep -v '^ *$' <<< "$out"`,
    says: { en: 'drbdadm refuses its files:', zh: 'drbdadm 不接受它的文件：' },
    source: 'drbdadm dump',
  },
  {
    id: 'drbd-host',
    needs,
    ask: String.raw`${configured}
drbdadm dump all 2>&1 | grep -iE 'not defined in your config|no resources defined'`,
    says: { en: 'No resource is meant for this node:', zh: '没有一个资源是给这个节点的：' },
    source: 'drbdadm dump',
  },
  {
    id: 'drbd-down',
    needs,
    ask: String.raw`${configured}
if ! [ -e /proc/drbd ]; then echo '/proc/drbd does not exist: the module is not loaded'
elif ! grep -q ' cs:[A-Z]' /proc/drbd || ! grep ' cs:' /proc/drbd | grep -qv 'cs:Unconfigured'; then grep -E 'version|cs:' /proc/drbd | cut -c 1-100; echo 'no device is up'; fi`,
    says: { en: 'DRBD has no device here:', zh: '这里没有 DRBD 设备：' },
    source: '/proc/drbd',
  },
  {
    id: 'drbd-split-brain',
    needs,
    ask: String.raw`${configured}
grep -q 'cs:StandAlone' /proc/drbd && { dmesg | grep -iE 'split.brain' | tail -n 1; grep -oE 'cs:StandAlone.*' /proc/drbd; }`,
    says: { en: 'It has cut the connection and does not look for its peer:', zh: '它断开了连接，也不再找对端：' },
    source: 'dmesg, /proc/drbd',
  },
  {
    id: 'drbd-alone',
    needs,
    ask: String.raw`${configured}
grep -oE 'cs:(WFConnection|Timeout|BrokenPipe|NetworkFailure|ProtocolError|Disconnecting|Unconnected|WFReportParams) .*' /proc/drbd
dmesg | tail -n 30 | grep -iE 'drbd.*(fail|refus|incompatible|authentication|no resource|different)' | tail -n 1`,
    says: { en: 'It has no connection to its peer:', zh: '它和对端没有连上：' },
    source: '/proc/drbd, dmesg',
  },
  {
    id: 'drbd-data',
    needs,
    ask: String.raw`${configured}
grep -oE 'cs:[A-Za-z]+ ro:[^ ]+ ds:[^ ]+' /proc/drbd | grep -E 'ds:(Inconsistent|Diskless|Outdated|Failed|Attaching|Negotiating|DUnknown)'`,
    says: { en: 'The copy on this node is not good for use:', zh: '这个节点上的副本不能用：' },
    source: '/proc/drbd',
  },
  {
    id: 'drbd-old',
    needs,
    ask: String.raw`${configured}
[ -e /proc/drbd ] || exit
out=$(drbdadm -d adjust all 2>&1) && grep -vE '^ *$' <<< "$out"`,
    says: {
      en: 'The files and the kernel do not agree. drbdadm adjust would do this:',
      zh: '文件和内核里的设置不一致。drbdadm adjust 会做：',
    },
    source: 'drbdadm -d adjust all',
  },
  {
    id: 'drbd-no-primary',
    needs,
    ask: String.raw`${configured}
grep -oE 'cs:[A-Za-z]+ ro:Secondary/Secondary.*' /proc/drbd | cut -c 1-60`,
    says: { en: 'Nobody is primary:', zh: '两边都不是 Primary：' },
    source: '/proc/drbd',
  },
]
