/** What a learner of a class reads: joining, time, help, company. */
export const learnerEn = {
  // Joining
  joinTitle: 'Join your class',
  joinLead: 'With the code that your instructor shows or has sent you.',
  staleLink:
    'This link lets nobody in, or not any more. Ask your instructor for a new one, or join with the class’s code.',
  joinCode: 'Class code',
  joinCodeHint: 'Eight letters and digits. Capitals and the hyphen come by themselves.',
  joinCodeShort: 'The code has eight letters and digits.',
  joinName: 'Your name',
  joinNameHint: 'As your instructor knows you.',
  joinNameMissing: 'Say who you are.',
  joinNow: 'Join',
  joining: 'Joining…',
  joinBack: 'Been here before? Open your personal link: your labs and your progress are there.',
  welcome: (name: string) => `Welcome, ${name}`,
  welcomeTo: (title: string) => `You are in “${title}”.`,
  linkTitle: 'Your personal link',
  linkKeep: 'Keep this link: it lets you in again on any browser.',
  linkOnce: 'It is shown here once. Whoever has it comes in as you.',
  firstLab: 'Go to the first lab',
  toLab: 'Go to the lab',
  inAlready: (name: string) => `You are in as ${name}`,
  inAlreadyText: 'This browser has joined already. Nothing needs to be typed again.',
  goOn: 'Go on',
  notYou: (name: string) => `I am not ${name}`,
  // Name menu
  menuOf: (name: string) => `${name}: personal link, leave`,
  newLink: 'New personal link',
  newLinkWhat: 'For another browser; the one before stops working',
  newLinkMade: 'The link before no longer works.',
  leave: 'Leave on this browser',
  leaveWhat: 'Your personal link lets you in again; labs and progress stay',
  // Time
  hoursLeft: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  minutesLeft: (minutes: number) => `${minutes} min`,
  secondsLeft: (minutes: number, seconds: string) => `${minutes}:${seconds} min`,
  clock: {
    time: (left: string) => `${left} left`,
    idle: (left: string) => `${left} if idle`,
    class: (left: string) => `${left} of class`,
  },
  clockMeans: {
    time: (at: string) => `The lab ends at ${at}, when its time is over. Your progress is kept.`,
    idle: (at: string) =>
      `The lab ends at ${at} if nothing is done in it until then: type or click in it, and it stays. Your progress is kept.`,
    class: (at: string) => `The class ends at ${at}, and its labs with it. Your progress is kept.`,
  },
  extend: 'Extend',
  extendWhat: 'Half an hour more',
  nearlyUp: {
    time: (left: string) => `This lab ends in ${left}: its time is over. Your progress is kept.`,
    idle: (left: string) => `This lab ends in ${left}, as nothing is done in it. Type or click in it, and it stays.`,
    class: (left: string) => `The class ends in ${left}, and this lab with it. Your progress is kept.`,
  },
  ended: 'The lab has ended',
  endedWhy: {
    time: (at: string) => `Its time was over at ${at}.`,
    idle: (at: string) => `Nothing was done in it for a while; it ended at ${at}.`,
    class: (at: string) => `The class ended at ${at}.`,
    instructor: (at: string) => `Your instructor ended it at ${at}.`,
  },
  endedKept:
    'Your progress is kept. Started again, the lab has fresh nodes, and the steps before can be replayed on them.',
  endedOver: 'Your progress is kept, and the labs can be read.',
  startAgain: 'Start again',
  paused: 'Paused by the instructor: terminals take no input. No time runs.',
  pausedShort: 'Paused',
  pausedTerminal: 'paused, takes no input',
  // Help
  askHelp: 'Ask for help',
  askTitle: 'Your instructor sees that you ask.',
  askText: 'Your question, if you like',
  askSend: 'Ask',
  asked: (ago: string) => `Asked ${ago}`,
  askedTitle: 'Your instructor sees this and will come to you.',
  askCancel: 'No longer needed',
  // Messages and company
  messagesFrom: 'Messages of the instructor',
  putAway: 'Put away',
  looks: (names: string, several: boolean) => `${names} ${several ? 'are' : 'is'} looking at this lab`,
  takesPart: (names: string, several: boolean) =>
    `${names} ${several ? 'take' : 'takes'} part: types in your terminals too`,
  endPart: 'End that',
  types: (name: string) => `${name} types`,
  watching: 'read-only',
  watchingWhy: 'You watch: what you type here goes nowhere. The learner sees that you look.',
  takingPart: 'you take part',
  // Queue
  queue: (place: string) => `Place ${place} in the queue`,
  queueShort: (place: string) => `queue: place ${place}`,
  queueWhy: {
    room: 'All the room for labs is taken. Yours starts by itself as soon as others have ended. Go on reading meanwhile.',
    turn: 'Others began just before you. Labs start a few at a time, so that each starts quickly. Go on reading meanwhile.',
  },
  queueFor: (time: string) => `waiting for ${time}`,
  queueLeave: 'Leave the queue',
  // Replay
  replayOffer: (steps: string, several: boolean) =>
    `These nodes are fresh; ${several ? 'steps' : 'step'} ${steps} ${several ? 'are' : 'is'} not done on them.`,
  replay: (several: boolean) => (several ? 'Replay them' : 'Replay it'),
  replayLater: 'Not now',
  replaying: (step: number, of: number) => `Replaying step ${step} of ${of} on the nodes…`,
  replayStop: 'Stop',
  // Help sheet
  keyAskHelp: 'ask for help (in a class)',
}
