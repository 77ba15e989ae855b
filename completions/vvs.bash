# bash completion for vvs: made by completions/generate from the option tables; do not edit
# shellcheck shell=bash

_vvs() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words='' files='' options='' program=${COMP_WORDS[0]##*/}
	COMPREPLY=()
	# "vvs list" takes what vvs-list takes
	if [[ $program == vvs && $COMP_CWORD -gt 1 && $prev != help ]]; then
		program+=-${COMP_WORDS[1]}
	fi
	case $program in
	vvs-announce)
		options='--id --title --title-en --text --text-en --category --from --to --scope --for-role --planned --remove --state --config --as --help --version'
		case $prev in
		--id) return ;;
		--title) return ;;
		--title-en) return ;;
		--text) return ;;
		--text-en) return ;;
		--category) words='maintenance unplanned emergency incident news' ;;
		--from) return ;;
		--to) return ;;
		--scope) return ;;
		--for-role) return ;;
		--planned) return ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-approve)
		options='--list --all --approve --until --deny --revoke --withdraw --reason --state --config --as --help --version'
		case $prev in
		--until) return ;;
		--deny) return ;;
		--revoke) return ;;
		--reason) return ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-audit)
		options='--verify --anchor --kind --actor --object --system --since --as-of --state --as --help --version'
		case $prev in
		--kind) return ;;
		--actor) return ;;
		--object) return ;;
		--system) return ;;
		--since) return ;;
		--as-of) return ;;
		--state|-s) files=1 ;;
		--as) return ;;
		*) files=1 ;;
		esac
		;;
	vvs-contract)
		options='--year --from --to --kind --yen --due --paid --cancelled --start --end --seconds --received --issued --registered --id --company --users --managed --network-scan --api-account --passphrase --reason --name --email --list --remove --part --state --as --help --version'
		case $prev in
		--year) return ;;
		--from) return ;;
		--to) return ;;
		--kind) words='annual monthly' ;;
		--yen) return ;;
		--due) return ;;
		--paid) return ;;
		--cancelled) return ;;
		--start) return ;;
		--end) return ;;
		--seconds) return ;;
		--received) return ;;
		--issued) return ;;
		--registered) return ;;
		--id) return ;;
		--company) return ;;
		--users) return ;;
		--managed) return ;;
		--network-scan) words='on off' ;;
		--api-account) return ;;
		--reason) return ;;
		--name) return ;;
		--email) return ;;
		--part) return ;;
		--state|-s) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-cvss)
		options='--help --version'
		case $prev in
		esac
		;;
	vvs-fetch-feed)
		options='--from --state --config --help --version'
		case $prev in
		--from) files=1 ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		*) words='nvd kev epss' ;;
		esac
		;;
	vvs-filter)
		options='--set --clear --test --min-cvss --kev --severity --level --product --system --state --as --help --version'
		case $prev in
		--min-cvss) return ;;
		--severity) return ;;
		--level) return ;;
		--product) return ;;
		--system) return ;;
		--state|-s) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-import-assets)
		options='--system --create --format --source --os --aliases --dry-run --state --config --as --help --version'
		case $prev in
		--system) return ;;
		--format) words='csv jsonl cyclonedx spdx dpkg vuls' ;;
		--source) return ;;
		--os) return ;;
		--aliases) files=1 ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		*) files=1 ;;
		esac
		;;
	vvs-init)
		options='--backup --check --test --state --help --version'
		case $prev in
		--backup) files=1 ;;
		--state|-s) files=1 ;;
		esac
		;;
	vvs-list)
		options='--format --where --state --config --as --help --version'
		case $prev in
		--format) words='jsonl table csv' ;;
		--where) return ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		*) words='organizations services accounts systems notices software advisories vulnerabilities findings requests sources' ;;
		esac
		;;
	vvs-match)
		options='--all --pending --explain --dry-run --quiet --stale-ok --state --config --as --help --version'
		case $prev in
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-notify)
		options='--pending --all --backlog --immediate --to-dir --again --unsent --dry-run --state --config --help --version'
		case $prev in
		--to-dir) files=1 ;;
		--again) return ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		esac
		;;
	vvs-purge)
		options='--dry-run --ended --state --as --help --version'
		case $prev in
		--state|-s) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-register)
		options='--id --name --parent --organization --service --purpose --address --exposure --confidentiality --integrity --availability --email --role --scope --lang --frequency --login --registered-at --successor --csv --remove --state --config --as --help --version'
		case $prev in
		--id) return ;;
		--name) return ;;
		--parent) return ;;
		--organization) return ;;
		--service) return ;;
		--purpose) return ;;
		--address) return ;;
		--exposure) words='internet internal isolated' ;;
		--confidentiality) words='low medium high' ;;
		--integrity) words='low medium high' ;;
		--availability) words='low medium high' ;;
		--email) return ;;
		--role) return ;;
		--scope) return ;;
		--lang) words='ja en' ;;
		--frequency) words='daily weekly immediate' ;;
		--login) return ;;
		--registered-at) return ;;
		--successor) return ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-report)
		options='--all --encoding --format --organization --lang --limit --output --system --stale-ok --state --config --as --help --version'
		case $prev in
		--encoding|-e) words='utf-8 cp932' ;;
		--format|-f) words='html csv markdown jsonl' ;;
		--organization|-g) return ;;
		--lang|-l) words='ja en' ;;
		--limit|-n) return ;;
		--output|-o) files=1 ;;
		--system|-S) return ;;
		--state|-s) files=1 ;;
		--config|-c) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs-triage)
		options='--impact --justification --plan --due --done --when --request --until --note --assign --who --cve --system --product --show --state --as --help --version'
		case $prev in
		--impact) words='affected not_affected investigating' ;;
		--justification) return ;;
		--plan) return ;;
		--due) return ;;
		--done) return ;;
		--when) return ;;
		--request) return ;;
		--until) return ;;
		--note) return ;;
		--assign) return ;;
		--who) return ;;
		--cve) return ;;
		--system) return ;;
		--product) return ;;
		--state|-s) files=1 ;;
		--as) return ;;
		esac
		;;
	vvs)
		options='--help --version'
		case $prev in
		*) words='doctor help announce approve audit contract cvss fetch-feed filter import-assets init list match notify purge register report triage ' ;;
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
complete -F _vvs vvs-announce vvs-approve vvs-audit vvs-contract vvs-cvss vvs-fetch-feed vvs-filter vvs-import-assets vvs-init vvs-list vvs-match vvs-notify vvs-purge vvs-register vvs-report vvs-triage vvs
