import type { Language } from '@contract/lesson'
import type { ProblemTexts } from './dictionary'

/** Codes whose English message holds details (a file, a command's last words) that a translation would lose. */
export const detailed = new Set([
  'node.boot',
  'node.unreachable',
  'lab.broken',
  'engine.none',
  'engine.gone',
  'internal',
])

/** Problems whose words or cure read differently in the page than in a terminal. The server's English stands for the rest. */
export const problemTexts: Record<Language, ProblemTexts> = {
  en: {
    'socket.lost': () => ({
      message: 'Nothing was done: the server cannot be reached just now.',
      cure: 'Try again once the line is back.',
    }),
    'node.off': ({ node }) => ({ message: `${node} is off.`, cure: 'Switch it on in the picture or in its terminal.' }),
    'engine.memory': ({ need, room }) => ({
      message: `This lab may take ${need} MB of memory, and ${room} MB are free for labs.`,
      cure: 'Stop a lab that is running.',
    }),
    'lab.stopped': () => ({ message: 'The lab is not running.', cure: 'Start it first.' }),
    'lab.running': () => ({ message: 'The lab is running or starting already.', cure: 'Reload the page to see it.' }),
  },
  zh: {
    'socket.lost': () => ({ message: '未执行：现在连不上服务器。', cure: '连接恢复后再试。' }),
    'node.off': ({ node }) => ({ message: `${node} 已关机。`, cure: '在拓扑图或它的终端里开机。' }),
    'node.unknown': ({ node }) => ({ message: `实验里没有节点 ${node}。` }),
    'node.unreachable': ({ node }) => ({ message: `${node} 没有应答。`, cure: '重置这个节点，或重新开机。' }),
    'node.boot': ({ node }) => ({ message: `${node} 没能启动。`, cure: '重置这个节点，或停止实验后再启动。' }),
    'lab.stopped': () => ({ message: '实验没有运行。', cure: '请先启动。' }),
    'lab.starting': () => ({ message: '实验还在启动。', cure: '请等所有节点就绪。' }),
    'lab.running': () => ({ message: '实验已在运行或启动中。', cure: '刷新页面即可看到。' }),
    'lab.unknown': ({ lab }) => ({ message: `没有名为 ${lab} 的实验。` }),
    'lab.broken': () => ({ message: '这个实验的课文有误，无法启动。', cure: 'npx lvs-lab lint' }),
    'step.unknown': ({ step }) => ({ message: `这个实验没有步骤 ${step}。` }),
    'block.unknown': () => ({ message: '课文已改动，找不到这一段。', cure: '请刷新页面。' }),
    'shell.most': ({ most }) => ({ message: `一个实验最多开 ${most} 个终端。`, cure: '请先关闭一个。' }),
    'shell.gone': () => ({ message: '命令运行时终端结束了。', cure: '请再运行一次。' }),
    'solve.busy': () => ({ message: '已经在代做某一步。', cure: '等它结束，或先停止。' }),
    'start.cancelled': () => ({ message: '启动已取消。' }),
    'engine.none': () => ({ message: '没有可用的 Docker 引擎。', cure: 'npx lvs-lab doctor' }),
    'engine.gone': () => ({ message: 'Docker 引擎不再应答。', cure: 'npx lvs-lab doctor' }),
    'engine.memory': ({ need, room }) => ({
      message: `这个实验最多需要 ${need} MB 内存，目前可用 ${room} MB。`,
      cure: '停止一个正在运行的实验。',
    }),
    internal: () => ({ message: '服务器内部出错。', cure: '请连同服务器日志一起报告。' }),
  },
}
