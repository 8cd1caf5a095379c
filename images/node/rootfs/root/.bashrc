# The marks in PS0 and PS1 tell the page when a command begins and ends, and with which status (OSC 133, as in FinalTerm).
[ -z "$PS1" ] && return
PS1='\[\e]133;D;$?\a\e]133;A\a\e[1;32m\]\u@\h:\w\$\[\e[0m\] '
PS0='\e]133;C\a'
HISTCONTROL=ignoreboth
shopt -s checkwinsize
alias ls='ls --color=auto' grep='grep --color=auto' ll='ls -l'
export EDITOR=nano PAGER=less LESS=-R
