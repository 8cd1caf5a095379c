import { problem } from './row'

/** Classes, and the people in them. */
export const classes = {
  'class.code': problem({
    en: ['The join code {code} is taken', 'Choose another one'],
    zh: ['课堂码 {code} 已被使用。', '请换一个。'],
  }),
  'class.ends': problem({
    en: ['The whole class ends then', 'Only your instructor can extend it'],
    zh: ['到时整个课堂都会结束。', '只有老师能延长。'],
  }),
  'class.off': problem({
    status: 404,
    en: ['This server holds no classes', 'Open the link that npm start printed, or start the server with --class'],
    zh: ['这台服务器没有开设课堂。', '请打开 npm start 打印的链接，或用 --class 启动服务器。'],
  }),
  'class.one': problem({
    en: ['Your lab {lab} is running', 'Stop it first: what you have reached is kept'],
    zh: ['你的实验 {lab} 正在运行。', '请先停止它：取得的进度都会保留。'],
  }),
  'class.over': problem({
    en: ['This class is over: what was reached in it is kept', 'An instructor can make a new one'],
    zh: ['这个课堂已经结束，取得的进度都保留着。', '老师可以再开一个课堂。'],
  }),
  'class.paused': problem({
    en: ['The instructor has paused the class', 'Wait until it goes on'],
    zh: ['老师暂停了课堂。', '请等课堂继续。'],
  }),
  'class.unknown': problem({
    status: 404,
    en: ['There is no such class', 'Look at the list of classes again'],
    zh: ['没有这个课堂。', '请重新查看课堂列表。'],
  }),
  'company.untold': problem({
    en: ['The learner does not know yet that you are looking', 'Reload the page'],
    zh: ['学员还不知道你在旁观。', '请刷新页面。'],
  }),
  'person.same': problem({
    en: ['These two are the same person already', 'Choose another learner'],
    zh: ['这两位已经是同一个人。', '请选择另一位学员。'],
  }),
  'person.self': problem({
    en: ['You cannot remove yourself', 'Ask another instructor, or leave'],
    zh: ['不能移除自己。', '请另一位老师操作，或自己退出。'],
  }),
  'person.unknown': problem({
    en: ['There is no such person, or no longer', 'Reload the page'],
    zh: ['找不到这个人，可能已被移除。', '请刷新页面。'],
  }),
}
