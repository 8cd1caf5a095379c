import { problem } from './row'

/** Nodes of a running lab. */
export const nodes = {
  'fault.kernel': problem({
    en: ['‘{act}’ needs a node with a kernel of its own; {node} has the host’s', 'Choose a node with its own kernel'],
    zh: ['故障“{act}”需要节点有独立内核，而 {node} 用的是宿主机内核。', '请选有独立内核的节点。'],
  }),
  'fault.refused': problem({
    en: ['‘{act}’ on {node} failed: {reason}', 'Try again, or reset the node'],
    zh: ['{node} 上没能制造故障“{act}”：{reason}', '请再试一次，或重置节点。'],
  }),
  'node.boot': problem({
    en: ['{node} did not come up: {reason}', 'Reset the node; if it stays so: npx lvs-lab doctor'],
    zh: ['{node} 没能启动：{reason}', '请重置这个节点；如果还是这样：npx lvs-lab doctor'],
  }),
  'node.busy': problem({
    en: ['{node} has {most} things to do at once already', 'Wait a moment'],
    zh: ['{node} 上已同时进行 {most} 件事，太多了。', '请稍等片刻。'],
  }),
  'node.disk': problem({
    en: [
      '{node} is off because its disk is full: its files take {mebibytes} MiB, and {limit} MiB is the most',
      'Reset this node: it gets a fresh disk',
    ],
    zh: ['{node} 的磁盘满了，已关机：文件占 {mebibytes} MiB，上限是 {limit} MiB。', '重置这个节点，换一块新磁盘。'],
  }),
  'node.garbled': problem({
    en: [
      'The agent of {node}, through which terminals and checks reach it, no longer answers as it should ({reason})',
      'Reset this node',
    ],
    zh: ['{node} 上的代理程序不再正常应答，终端和检查都要通过它访问这个节点（{reason}）。', '请重置这个节点。'],
  }),
  'node.long': problem({
    en: ['{bytes} bytes at once are more than a node takes', 'Make it shorter'],
    zh: ['一次发送 {bytes} 字节，节点收不下。', '请缩短后再试。'],
  }),
  'node.off': problem({
    en: ['{node} is off', 'Switch it on, in the picture or in its terminal'],
    zh: ['{node} 已关机。', '在拓扑图或它的终端里开机。'],
  }),
  'node.outside': problem({
    en: ['{doing} failed: {reason}', 'Reset this node'],
    zh: ['没能从外部操作节点（{doing}）：{reason}', '请重置这个节点。'],
  }),
  'node.several': problem({
    en: ['Several running labs have a node {node}', 'Say which with --lab: {labs}'],
    zh: ['有多个正在运行的实验含节点 {node}。', '请用 --lab 指明：{labs}'],
  }),
  'node.unknown': problem({
    en: ['There is no node {node}', 'Choose one of {nodes}'],
    zh: ['没有节点 {node}。', '请从中选一个：{nodes}'],
  }),
  'node.unmeasured': problem({
    en: [
      '{node} is off because its files cannot be added up: its folders are nested too deeply',
      'Reset this node: it gets a fresh disk',
    ],
    zh: ['{node} 的目录嵌套太深，无法统计文件占用的空间，已关机。', '重置这个节点，换一块新磁盘。'],
  }),
  'node.unreachable': problem({
    en: ['{node} does not answer ({reason})', 'Reset this node, or switch it on again'],
    zh: ['{node} 没有应答（{reason}）。', '重置这个节点，或重新开机。'],
  }),
  'node.write': problem({
    en: ['{path} cannot be written on {node}: {reason}', 'Free some space there, or reset the node'],
    zh: ['{node} 上无法写入 {path}：{reason}', '请在那里腾出空间，或重置这个节点。'],
  }),
  'node.writes': problem({
    en: [
      'The server’s disk was nearly full, and {node} wrote most: {mebibytes} MiB in the last moments. It was switched off',
      'Reset this node: what it wrote goes with it',
    ],
    zh: [
      '服务器磁盘快满了，而 {node} 写得最多：刚才写了 {mebibytes} MiB。节点已关机。',
      '重置这个节点，它写的内容会一并删除。',
    ],
  }),
}
