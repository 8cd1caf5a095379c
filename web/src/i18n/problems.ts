import type { Language } from '@contract/lesson'
import type { ProblemTexts } from './dictionary'

/** Codes whose English message holds details (a file, a command's last words) that a translation would lose. */
export const detailed = new Set([
  'node.boot',
  'node.unreachable',
  'node.garbled',
  'lab.broken',
  'engine.none',
  'internal',
  'engine.permission',
  'engine.space',
  'engine.macvlan',
  'engine.tun',
  'fault.refused',
  'node.outside',
  'node.write',
  'block.late',
])

/** Problems whose words or cure read differently in the page than in a terminal. The server's English stands for the rest. */
export const problemTexts: Record<Language, ProblemTexts> = {
  en: {
    'socket.lost': () => ({
      message: 'Nothing was done: the server cannot be reached just now.',
      cure: 'Try again once the line is back.',
    }),
    'engine.gone': ({ state }) => ({
      message: state === 'stopped' ? 'The Docker engine was stopped.' : 'The Docker engine does not answer just now.',
      cure:
        state === 'stopped'
          ? 'Whoever runs the server must start it.'
          : 'Try again when it is back; this page tells you.',
    }),
    'shell.full': ({ node }) => ({
      message: `This terminal takes no more input: ${node} does not read it.`,
      cure: 'Wait, or reset the node.',
    }),
    'node.off': ({ node }) => ({ message: `${node} is off.`, cure: 'Switch it on in the picture or in its terminal.' }),
    'node.disk': ({ node, mebibytes, limit }) => ({
      message: `The disk of ${node} is full: its files take ${mebibytes} MB, and ${limit} MB is the most. It was switched off.`,
      cure: 'Reset this node: it gets a fresh disk.',
    }),
    'node.unmeasured': ({ node }) => ({
      message: `The files of ${node} cannot be added up: its folders are nested too deeply. It was switched off.`,
      cure: 'Reset this node: it gets a fresh disk.',
    }),
    'node.writes': ({ node, mebibytes }) => ({
      message: `The server’s disk was nearly full, and ${node} wrote most: ${mebibytes} MB in the last moments. It was switched off.`,
      cure: 'Reset this node: what it wrote goes with it.',
    }),
    'engine.low': ({ mebibytes, inodes }) => ({
      message: `The server’s disk is nearly full: ${mebibytes} MB and room for ${inodes} files are left. Nothing more starts.`,
      cure: 'Tell whoever runs this server.',
    }),
    'node.garbled': ({ node }) => ({
      message: `The agent of ${node}, through which terminals and checks reach it, no longer answers as it should.`,
      cure: 'Reset this node.',
    }),
    'engine.memory': ({ need, room }) => ({
      message: `This lab may take ${need} MB of memory, and ${room} MB are free for labs.`,
      cure: 'Stop a lab that is running.',
    }),
    'engine.large': ({ need, room }) => ({
      message: `This lab may take ${need} MB of memory; all labs together may take ${room} MB here.`,
      cure: 'It needs a larger machine: tell whoever runs this server.',
    }),
    'lab.stopped': () => ({ message: 'The lab is not running.', cure: 'Start it first.' }),
    'lab.running': () => ({ message: 'The lab is running or starting already.', cure: 'Reload the page to see it.' }),
    'join.code': () => ({ message: 'No class has this code.', cure: 'Read it once more, or ask your instructor.' }),
    'join.closed': () => ({
      message: 'This class lets nobody in just now.',
      cure: 'Ask your instructor to open its door.',
    }),
    'join.full': ({ most = '' }) => ({
      message: `This class is full: ${most} are in.`,
      cure: 'Ask your instructor for a place.',
    }),
    'join.name': ({ name = '' }) => ({
      message: `Somebody named ${name} is in already.`,
      cure: 'If that is you, open your personal link; otherwise add something to the name.',
    }),
    'join.over': () => ({ message: 'This class is over.', cure: 'Ask your instructor for a new code.' }),
    'access.many': ({ minutes = 1 }) => ({
      message: 'Too many wrong tries from here.',
      cure: `Try again in ${minutes} min.`,
    }),
    'access.denied': () => ({ message: 'This is not yours to see or do.' }),
    'access.token': () => ({ message: 'This link lets nobody in.', cure: 'Ask your instructor for a new one.' }),
    'class.paused': () => ({ message: 'The instructor has paused the class.', cure: 'It goes on by itself.' }),
    'class.ends': () => ({ message: 'The whole class ends then.', cure: 'Only your instructor can extend it.' }),
    'engine.cores': ({ need, room }) => ({
      message: `This lab needs ${need} processor cores, and ${room} are free for labs.`,
      cure: 'Stop a lab that is running.',
    }),
  },
  zh: {
    'socket.lost': () => ({ message: '未执行：现在连不上服务器。', cure: '连接恢复后再试。' }),
    'node.off': ({ node }) => ({ message: `${node} 已关机。`, cure: '在拓扑图或它的终端里开机。' }),
    'node.unknown': ({ node }) => ({ message: `实验里没有节点 ${node}。` }),
    'node.unreachable': ({ node }) => ({ message: `${node} 没有应答。`, cure: '重置这个节点，或重新开机。' }),
    'node.garbled': ({ node }) => ({
      message: `${node} 上的代理程序不再正常应答，终端和检查都要通过它访问这个节点。`,
      cure: '请重置这个节点。',
    }),
    'node.busy': ({ node }) => ({ message: `${node} 上同时进行的事情太多。`, cure: '请稍等片刻。' }),
    'node.boot': ({ node }) => ({ message: `${node} 没能启动。`, cure: '重置这个节点，或停止实验后再启动。' }),
    'lab.stopped': () => ({ message: '实验没有运行。', cure: '请先启动。' }),
    'lab.starting': () => ({ message: '实验还在启动。', cure: '请等所有节点就绪。' }),
    'lab.running': () => ({ message: '实验已在运行或启动中。', cure: '刷新页面即可看到。' }),
    'lab.unknown': ({ lab }) => ({ message: `没有名为 ${lab} 的实验。` }),
    'lab.broken': () => ({ message: '这个实验的课文有误，无法启动。', cure: 'npx lvs-lab lint' }),
    'step.unknown': ({ step }) => ({ message: `这个实验没有步骤 ${step}。` }),
    'block.unknown': () => ({ message: '课文已改动，找不到这一段。', cure: '请刷新页面。' }),
    'shell.most': ({ most }) => ({ message: `一个实验最多开 ${most} 个终端。`, cure: '请先关闭一个。' }),
    'shell.left': ({ node, count }) => ({
      message: `服务器重启后，没有接管 ${node} 上正在运行的 ${count} 个终端。`,
      cure: '请结束其中运行的程序，或重置这个节点。',
    }),
    'lab.unreadable': () => ({
      message: '这个实验在服务器启动之前就在运行，它的节点信息无法读取。',
      cure: '请重新启动实验。',
    }),
    'shell.full': ({ node }) => ({
      message: `这个终端收不下更多输入：${node} 没有在读取。`,
      cure: '请稍候，或重置这个节点。',
    }),
    'shell.cancelled': () => ({ message: '没有运行：等待的命令已清空。', cure: '请再运行一次。' }),
    'shell.busy': () => ({ message: '已有太多命令在等这个终端。', cure: '请等它回到提示符。' }),
    'packets.busy': () => ({ message: '这个实验正在抓包。', cure: '等它结束后再试。' }),
    'packets.late': ({ node }) => ({ message: `${node} 没有及时开始监听。`, cure: '请再试一次，或重置节点。' }),
    'shell.unopened': () => ({ message: '学员没有打开这个终端。', cure: '学员打开后就能看到。' }),
    'company.untold': () => ({ message: '学员还不知道你在旁观。', cure: '请刷新页面。' }),
    'shell.gone': () => ({ message: '命令运行时终端结束了。', cure: '请再运行一次。' }),
    'solve.busy': () => ({ message: '已经在代做某一步。', cure: '等它结束，或先停止。' }),
    'start.cancelled': () => ({ message: '启动已取消。' }),
    'engine.none': () => ({ message: '没有可用的 Docker 引擎。', cure: 'npx lvs-lab doctor' }),
    'engine.guard': () => ({ message: '实验网络的守护容器没有启动。', cure: '请告诉管理员：npx lvs-lab doctor' }),
    'lab.network': () => ({ message: '这个实验的网络不见了。', cure: '先停止实验，再重新启动。' }),
    'node.long': () => ({ message: '一次发送的内容太长，节点收不下。', cure: '请缩短后再试。' }),
    'shell.detached': () => ({ message: '这个窗口已经离开该终端。', cure: '请再打开一次。' }),
    'access.forced': () => ({ message: '这个请求来自别的网站，已拒绝。', cure: '请直接打开链接。' }),
    'access.unknown': () => ({ message: '你还没有登录。', cure: '请打开你的链接，或加入课堂。' }),
    'access.origin': () => ({ message: '只有页面自己能这样请求。', cure: '请打开页面操作。' }),
    'socket.shape': () => ({ message: '服务器看不懂这个请求。', cure: '请刷新页面。' }),
    'class.one': ({ lab }) => ({ message: `你的实验 ${lab} 正在运行。`, cure: '请先停止它：取得的进度都会保留。' }),
    'block.late': () => ({ message: '这一段没有在规定时间内运行完。', cure: '请看终端里的输出，或重置节点。' }),
    'fault.refused': ({ node }) => ({ message: `${node} 上没能制造这个故障。` }),
    'fault.kernel': ({ node }) => ({ message: `这个故障需要独立内核，而 ${node} 用的是宿主机内核。` }),
    'node.outside': () => ({ message: '没能从外部操作这个节点。', cure: '请重置这个节点。' }),
    'node.write': ({ node, path }) => ({
      message: `${node} 上无法写入 ${path}。`,
      cure: '请在那里腾出空间，或重置这个节点。',
    }),
    'traffic.client': () => ({ message: '这个实验没有已开机的客户端。' }),
    'traffic.ended': ({ reason }) => ({ message: `客户端上的流量程序结束了：${reason}`, cure: '请重新开始发送。' }),
    'traffic.flood': () => ({
      message: '客户端上的流量程序输出过多，已被停止。',
      cure: '请重置客户端，再重新开始发送。',
    }),
    'lab.gone': ({ lab }) => ({ message: `正在运行的实验 ${lab} 的课文不见了。`, cure: `npx lvs-lab stop ${lab}` }),
    'engine.refused': ({ words }) => ({ message: `Docker 引擎拒绝了请求：${words}`, cure: 'npx lvs-lab doctor' }),
    'engine.permission': () => ({ message: 'Docker 引擎没有权限做这件事。', cure: 'npx lvs-lab doctor' }),
    'engine.space': () => ({ message: 'Docker 引擎的磁盘满了。', cure: '请告诉管理员。' }),
    'engine.macvlan': () => ({ message: '这个 Docker 引擎不能建立 macvlan 网络。', cure: 'modprobe macvlan' }),
    'engine.tun': () => ({ message: '引擎所在的主机没有 /dev/net/tun。', cure: 'modprobe tun' }),
    'packets.ended': ({ node }) => ({ message: `${node} 上的 tcpdump 提前结束了。`, cure: '请再试一次，或重置节点。' }),
    'node.disk': ({ node, mebibytes, limit }) => ({
      message: `${node} 的磁盘满了：文件占 ${mebibytes} MB，上限是 ${limit} MB。节点已关机。`,
      cure: '重置这个节点，换一块新磁盘。',
    }),
    'node.unmeasured': ({ node }) => ({
      message: `${node} 的目录嵌套太深，无法统计文件占用的空间。节点已关机。`,
      cure: '重置这个节点，换一块新磁盘。',
    }),
    'node.writes': ({ node, mebibytes }) => ({
      message: `服务器磁盘快满了，而 ${node} 写得最多：刚才写了 ${mebibytes} MB。节点已关机。`,
      cure: '重置这个节点，它写的内容会一并删除。',
    }),
    'engine.low': ({ mebibytes, inodes }) => ({
      message: `服务器磁盘快满了：只剩 ${mebibytes} MB、${inodes} 个文件的空间，暂时不能再启动。`,
      cure: '请告诉管理员。',
    }),
    'engine.gone': ({ state }) => ({
      message: state === 'stopped' ? 'Docker 引擎已被停止。' : 'Docker 引擎现在没有应答。',
      cure: state === 'stopped' ? '需要由管理员启动它。' : '等它恢复后再试，页面会提示。',
    }),
    'engine.memory': ({ need, room }) => ({
      message: `这个实验最多需要 ${need} MB 内存，目前可用 ${room} MB。`,
      cure: '停止一个正在运行的实验。',
    }),
    'engine.large': ({ need, room }) => ({
      message: `这个实验最多需要 ${need} MB 内存，而这里所有实验合计只能用 ${room} MB。`,
      cure: '需要更大的机器：请告诉这台服务器的管理员。',
    }),
    'engine.cores': ({ need, room }) => ({
      message: `这个实验需要 ${need} 个处理器核，目前可用 ${room} 个。`,
      cure: '停止一个正在运行的实验。',
    }),
    'join.code': () => ({ message: '没有使用这个课堂码的课堂。', cure: '请再核对一遍，或问问老师。' }),
    'join.closed': () => ({ message: '这个课堂目前不放人进来。', cure: '请老师打开入口。' }),
    'join.full': ({ most = '' }) => ({ message: `这个课堂已满 ${most} 人。`, cure: '请老师再加名额。' }),
    'join.name': ({ name = '' }) => ({
      message: `已经有一位“${name}”在里面。`,
      cure: '如果就是你，请打开个人链接；否则在名字后面加点什么。',
    }),
    'join.over': () => ({ message: '这个课堂已经结束。', cure: '请向老师要新的课堂码。' }),
    'join.shape': () => ({ message: '需要课堂码和名字。', cure: '请把两项都填上。' }),
    'access.many': ({ minutes = 1 }) => ({ message: '输错的次数太多。', cure: `请在 ${minutes} 分钟后再试。` }),
    'access.denied': () => ({ message: '这不是你能看或能做的。' }),
    'access.token': () => ({ message: '这个链接无法进入。', cure: '请向老师要新的链接。' }),
    'class.off': () => ({ message: '这台服务器没有开设课堂。', cure: '请打开 npm start 打印出的链接。' }),
    'class.over': () => ({ message: '这个课堂已经结束。', cure: '取得的进度都保留着。' }),
    'class.paused': () => ({ message: '老师暂停了课堂。', cure: '稍后会自动继续。' }),
    'class.ends': () => ({ message: '到时整个课堂都会结束。', cure: '只有老师能延长。' }),
    'class.unknown': () => ({ message: '没有这个课堂。' }),
    'person.unknown': () => ({ message: '这个课堂里没有这位学员。', cure: '请刷新页面。' }),
    'person.same': () => ({ message: '这两位已经是同一个人。', cure: '请选择另一位学员。' }),
    internal: () => ({ message: '服务器内部出错。', cure: '请连同服务器日志一起报告。' }),
  },
}
