# fish completion for vvs: made by completions/generate from the option tables; do not edit

complete -c vvs-cvss -f
complete -c vvs-cvss -s h -l help -d 'print this help and exit'
complete -c vvs-cvss -s V -l version -d 'print the version and exit'

complete -c vvs-init -f
complete -c vvs-init -l backup -rF -d 'copy the state file to FILE'
complete -c vvs-init -l check -d 'look for damage; exit 1 if there is any'
complete -c vvs-init -l test -d 'make a test file, whose clock is VVS_NOW'
complete -c vvs-init -s s -l state -rF -d 'use this state file'
complete -c vvs-init -s h -l help -d 'print this help and exit'
complete -c vvs-init -s V -l version -d 'print the version and exit'
