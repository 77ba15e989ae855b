# bash completion for vvs: made by completions/generate from the option tables; do not edit
# shellcheck shell=bash

_vvs() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words='' files='' options=''
	COMPREPLY=()
	case ${COMP_WORDS[0]##*/} in
	vvs-cvss)
		options='--help --version'
		case $prev in
		esac
		;;
	vvs-init)
		options='--backup --check --test --state --help --version'
		case $prev in
		--backup) files=1 ;;
		--state|-s) files=1 ;;
		esac
		;;
	esac
	if [[ $cur == -* ]]; then
		words=$options files=
	fi
	if [[ -n $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	elif [[ -n $files ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -F _vvs vvs-cvss vvs-init
