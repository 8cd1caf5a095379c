import { problem } from './row'

/** Labs and their lessons. */
export const labs = {
  'block.late': problem({
    en: ['‘{what}’ on {nodes} did not end within {seconds} s', 'Put it in the background, or give it a timeout'],
    zh: ['{nodes} 上的“{what}”在 {seconds} 秒内没有运行完。', '请放到后台运行，或给它加上超时。'],
  }),
  'block.unknown': problem({
    en: ['Step {step} has no block {block}, or no longer', 'Reload the page'],
    zh: ['步骤 {step} 里没有第 {block} 段，课文可能已改动。', '请刷新页面。'],
  }),
  'check.command': problem({
    en: ['This check needs the command {command}, which {node} lacks', 'Install it there, or reset the node'],
    zh: ['这项检查要用命令 {command}，而 {node} 上没有。', '请在那里安装，或重置这个节点。'],
  }),
  'check.late': problem({
    en: ['The check took longer than {seconds} s', 'See what keeps {node} busy, or reset it'],
    zh: ['检查超过了 {seconds} 秒。', '请看看 {node} 在忙什么，或重置它。'],
  }),
  'check.status': problem({
    en: ['The check ended with status {status}: {words}', 'Tell the author of this lesson'],
    zh: ['检查以状态码 {status} 结束：{words}', '请告诉课文作者。'],
  }),
  'check.syntax': problem({
    en: ['The check is not valid bash: {words}', 'Tell the author of this lesson'],
    zh: ['检查脚本不是合法的 bash：{words}', '请告诉课文作者。'],
  }),
  'lab.broken': problem({
    en: ['The lesson {lab} has an error: {place}: {error}', '{cure}'],
    zh: ['实验 {lab} 的课文有误：{place}：{error}', '{cure}'],
  }),
  'lab.gone': problem({
    en: ['The lesson of the running lab {lab} is gone', 'npx lvs-lab stop {lab}'],
    zh: ['正在运行的实验 {lab} 的课文不见了。', 'npx lvs-lab stop {lab}'],
  }),
  'lab.network': problem({
    en: ['The network of this lab is gone', 'Stop the lab and start it again'],
    zh: ['这个实验的网络不见了。', '先停止实验，再重新启动。'],
  }),
  'lab.none': problem({
    en: ['No lab is running', 'Start one: npx lvs-lab list shows them'],
    zh: ['没有正在运行的实验。', '请启动一个：npx lvs-lab list 可以列出所有实验'],
  }),
  'lab.running': problem({
    en: [
      'The lab {lab} is running or starting already',
      'Reload the page to see it, or stop it: npx lvs-lab stop {lab}',
    ],
    zh: ['实验 {lab} 已在运行或启动中。', '刷新页面即可看到；要停止它：npx lvs-lab stop {lab}'],
  }),
  'lab.starting': problem({
    en: ['The lab {lab} is still starting', 'Wait until its nodes are ready'],
    zh: ['实验 {lab} 还在启动。', '请等所有节点就绪。'],
  }),
  'lab.stopped': problem({
    en: ['The lab {lab} is not running', 'Start it first'],
    zh: ['实验 {lab} 没有运行。', '请先启动。'],
  }),
  'lab.unknown': problem({
    en: ['There is no lab {lab}', 'Choose one of {labs}'],
    zh: ['没有名为 {lab} 的实验。', '请从中选一个：{labs}'],
  }),
  'lab.unreadable': problem({
    en: ['The lab {lab} ran before this server was started, and its nodes cannot be read', 'Start the lab again'],
    zh: ['实验 {lab} 在服务器启动之前就在运行，它的节点信息无法读取。', '请重新启动实验。'],
  }),
  'labs.missing': problem({
    en: ['There are no lessons in {folder}: {reason}', 'Give the folder of the lessons with --labs or LVS_LAB_LABS'],
    zh: ['{folder} 里没有课文：{reason}', '请用 --labs 或 LVS_LAB_LABS 指定课文目录。'],
  }),
  'solve.busy': problem({
    en: ['A step is being solved already', 'Wait for it, or stop it'],
    zh: ['已经在代做某一步。', '等它结束，或先停止。'],
  }),
  'start.cancelled': problem({
    en: ['The start was cancelled'],
    zh: ['启动已取消。'],
  }),
  'step.unknown': problem({
    en: ['The lab {lab} has no step {step}', 'Reload the page'],
    zh: ['实验 {lab} 没有步骤 {step}。', '请刷新页面。'],
  }),
}
