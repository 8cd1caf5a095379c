import { problem } from './row'

/** Terminals, traffic and captures of a running lab. */
export const terminals = {
  'packets.busy': problem({
    en: ['This lab is capturing already', 'Try again when that has ended'],
    zh: ['这个实验正在抓包。', '等它结束后再试。'],
  }),
  'packets.ended': problem({
    en: ['tcpdump on {node} ended by itself: {reason}', 'Try again, or reset the node'],
    zh: ['{node} 上的 tcpdump 提前结束了：{reason}', '请再试一次，或重置节点。'],
  }),
  'packets.late': problem({
    en: ['tcpdump did not begin in time on {node}', 'Try again, or reset the node'],
    zh: ['{node} 上的 tcpdump 没有及时开始抓包。', '请再试一次，或重置节点。'],
  }),
  'shell.busy': problem({
    en: ['Too many commands wait for this terminal', 'Wait until it is at its prompt'],
    zh: ['已有太多命令在等这个终端。', '请等它回到提示符。'],
  }),
  'shell.cancelled': problem({
    en: ['Not run: the queue was emptied', 'Run it again'],
    zh: ['没有运行：等待的命令已清空。', '请再运行一次。'],
  }),
  'shell.detached': problem({
    en: ['This window has left the terminal {shell} meanwhile', 'Open it again'],
    zh: ['这个窗口已经离开终端 {shell}。', '请再打开一次。'],
  }),
  'shell.full': problem({
    en: ['This terminal takes no more input: {node} does not read it', 'Wait, or reset the node'],
    zh: ['这个终端收不下更多输入：{node} 没有在读取。', '请稍候，或重置这个节点。'],
  }),
  'shell.gone': problem({
    en: ['The terminal ended while the command ran', 'Run it again'],
    zh: ['命令运行时终端结束了。', '请再运行一次。'],
  }),
  'shell.left': problem({
    en: [
      '{count} terminals that run on {node} were not taken over after a restart of the server',
      'End what runs there, or reset this node',
    ],
    zh: ['服务器重启后，没有接管 {node} 上正在运行的 {count} 个终端。', '请结束其中运行的程序，或重置这个节点。'],
  }),
  'shell.most': problem({
    en: ['A lab has at most {most} terminals', 'Close one first'],
    zh: ['一个实验最多开 {most} 个终端。', '请先关闭一个。'],
  }),
  'shell.unopened': problem({
    en: ['The learner has not opened the terminal {shell}', 'You see it as soon as they do'],
    zh: ['学员没有打开终端 {shell}。', '学员打开后就能看到。'],
  }),
  'traffic.client': problem({
    en: ['This lab has no client that is on', 'Switch its client on, if it has one'],
    zh: ['这个实验没有已开机的客户端。', '如果有客户端，请把它开机。'],
  }),
  'traffic.ended': problem({
    en: ['The traffic program on the client has ended: {reason}', 'Start it again'],
    zh: ['客户端上的流量程序结束了：{reason}', '请重新开始发送。'],
  }),
  'traffic.flood': problem({
    en: ['The traffic program on the client prints too much and was stopped', 'Reset the client and start it again'],
    zh: ['客户端上的流量程序输出过多，已被停止。', '请重置客户端，再重新开始发送。'],
  }),
}
