load ../helper.bash

# Every role, every action, in scope and out of it, against the matrix that
# the programs say they enforce; and who reads what.
#
# "mine" is in everybody's scope, "veiled" in the enterprise-manager's alone:
# whatever belongs to it has "veiled" in its name.

ROLES='enterprise-manager organization-manager service-manager system-manager
	system-operator security-reader'
SOME='enterprise-manager, organization-manager, service-manager, system-manager, system-operator'

people() {
	local role scope
	for role in $ROLES; do
		case $role in
		organization-manager) scope=organization:own ;;
		service-manager) scope=service:shop ;;
		*) scope=system:mine ;;
		esac
		echo "{\"type\":\"account\",\"id\":\"$role\",\"name\":\"P\",\"email\":\"$role@example.jp\",\"role\":\"$role\",\"scope\":[\"$scope\"]}"
	done
}

soft() { # system product version
	printf '{"type":"software","system":"%s","cpe":"cpe:2.3:a:acme:%s:%s:*:*:*:*:*:*:*"}\n' "$@"
}

# Made once; each test has a copy.
setup_file() {
	BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR setup
	vvs-init --test
	{
		cat <<-'EOT'
			{"type":"organization","id":"own","name":"Own"}
			{"type":"organization","id":"branch","name":"Branch","parent":"own"}
			{"type":"organization","id":"org-veiled","name":"veiled organization"}
			{"type":"service","id":"shop","name":"Shop","organization":"branch"}
			{"type":"service","id":"service-veiled","name":"veiled service","organization":"org-veiled"}
			{"type":"system","id":"mine","name":"mine","service":"shop"}
			{"type":"system","id":"veiled","name":"veiled name","service":"service-veiled","organization":"org-veiled","addresses":["veiled.example.jp"],"purpose":"veiled purpose"}
			{"type":"account","id":"account-veiled","name":"veiled person","email":"veiled@example.jp","role":"system-manager","scope":["system:veiled"]}
			{"type":"announcement","id":"notice-mine","name":"for mine","scope":["service:shop"]}
			{"type":"announcement","id":"notice-veiled","name":"veiled notice","scope":["organization:org-veiled"]}
		EOT
		people
	} | vvs-register >/dev/null
	vvs-fetch-feed --from "$FIXTURES/match/nvd.json" nvd >/dev/null 2>&1
	soft mine web 1.5 | vvs-import-assets --source mine >/dev/null 2>&1
	vvs-import-assets --source 'veiled inventory' >/dev/null 2>&1 < <(
		soft veiled web 1.5
		soft veiled client 3.1
	)
	vvs-match --all >/dev/null
	sqlite3 "$VVS_STATE" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	cp "$VVS_STATE" "$BATS_FILE_TMPDIR/made.db"
}

fresh() {
	rm -f "$VVS_STATE" "$VVS_STATE"-*
	cp "$BATS_FILE_TMPDIR/made.db" "$VVS_STATE"
}

prepare() {
	[ ! -e "$BATS_FILE_TMPDIR/made.db" ] || fresh
}

# All that is stored, but for the ledger's random salts.
content() {
	sqlite3 "$VVS_STATE" 'SELECT count(*) FROM ledger; SELECT * FROM registry;
		SELECT id, state, assignee, plan_due FROM finding;
		SELECT id, status FROM request; SELECT * FROM software;' | sha256sum
}

finding() { # system
	sqlite3 "$VVS_STATE" "SELECT lower(hex(id)) FROM finding WHERE system='$1' ORDER BY cve LIMIT 1"
}

# Do an action as a role, `what` being mine or veiled, or what is nowhere.
act() { # action role what
	local as="--as $2" what=$3 id=00000000000000000000000000000000
	# shellcheck disable=SC2086
	case $1 in
	accounts)
		case $what in mine) id=$2 ;; *) id=account-$what ;; esac
		vvs-register $as account --id $id --name New
		;;
	organizations)
		case $what in mine) id=own ;; *) id=org-$what ;; esac
		vvs-register $as organization --id $id --name New
		;;
	'system: basic information')
		vvs-register $as system --id $what --purpose New
		;;
	'system: details')
		vvs-register $as system --id $what --address 192.0.2.1
		;;
	'system: software')
		soft $what web 1.6 | vvs-import-assets $as --source new --format jsonl
		;;
	'countermeasures: register')
		[ $what = nothing ] || id=$(finding $what)
		vvs-triage $as --impact affected $id
		;;
	'countermeasures: approve, deny' | 'system: approve, deny')
		id=999
		[ $what = nothing ] || id=$(cat request.$what)
		vvs-approve $as --approve $id
		;;
	esac
}

# What must be there first.
ready() { # action
	local what
	fresh
	for what in mine veiled; do
		case $1 in
		'countermeasures: approve, deny')
			vvs-triage --request because --until 2026-06-30 "$(finding $what)" >/dev/null
			;;
		'system: approve, deny')
			vvs-register -c waits.conf --as organization-manager \
				system --id $what --address 192.0.2.9 >/dev/null
			;;
		*) continue ;;
		esac
		sqlite3 "$VVS_STATE" 'SELECT max(id) FROM request' >request.$what
	done
	# a lone owner decides nothing about their own requests; others do
	sqlite3 "$VVS_STATE" "UPDATE request SET requester='account-veiled'"
}

names_roles() { # message grant action
	local all=
	all=$(jq -r --arg a "$2" 'select(.action.en == $a) | to_entries |
		map(select(.value == "all" or .value == "scope") | .key) | join(", ")' matrix)
	case $1 in *": this needs $all") return 0 ;; esac
	echo "not the roles that may: $1"
	return 1
}

check_one() { # action in the matrix, what is done, role, what
	local grant before code who=$3
	grant=$(jq -r --arg a "$1" --arg r "$3" 'select(.action.en == $a)[$r]' matrix)
	ready "$2"
	before=$(content)
	code=0
	act "$2" "$who" "$4" >out 2>err || code=$?
	echo "$2, $who, $4, $grant: $code $(cat err)"
	if [ "$grant" = all ] || [ "$grant,$4" = scope,mine ]; then
		[ $code = 0 ]
		[ "$(content)" != "$before" ]
		return
	fi
	[ "$(content)" = "$before" ]
	[ ! -s out ]
	! grep -v "'[a-z-]*veiled'" err | grep veiled
	! grep -e '@example' -e 'veiled ' err
	if [ "$grant" = none ]; then
		[ $code = 77 ]
		[ "$(wc -l <err)" = 1 ]
		grep -q "not allowed to the role $who: " err
		names_roles "$(cat err)" "$1"
		return
	fi
	# exactly as if it were not
	[ $code = 65 ]
	mv err hidden.err
	code=0
	act "$2" "$who" nothing >out 2>err || code=$?
	[ $code = 65 ]
	[ ! -s out ]
	diff <(sed -E 's/veiled|nothing/ID/g; s/[0-9a-f]{32}/ID/' hidden.err) \
		<(sed -E 's/veiled|nothing/ID/g; s/[0-9a-f]{32}/ID/' err)
}

check_action() { # action, what is done if not that
	local role what
	vvs doctor --roles >matrix
	echo 'approve_system_changes yes' >waits.conf
	for role in $ROLES; do
		for what in mine veiled; do
			check_one "$1" "${2-$1}" "$role" $what
		done
	done
}

@test "the matrix has all roles and all actions, in both languages" {
	vvs doctor --roles >matrix
	assert_equal "$(jq -r 'keys_unsorted[2:] | join(" ")' matrix | sort -u)" "$(echo $ROLES)"
	assert_equal "$(jq -r '.action.en' matrix)" "accounts
organizations
system: basic information
system: details
system: approve, deny
countermeasures: register
countermeasures: approve, deny"
	need script
	assert_equal "$(LC_ALL=ja_JP.UTF-8 script -qec 'vvs doctor --roles' /dev/null </dev/null |
		awk '/対策登録/ { print $2 $3 $4 $5 $6 $7 }' | tr -d '\r')" ○△△△△×
	run -0 script -qec 'vvs doctor --roles' /dev/null </dev/null
	assert_line --partial 'system: details                 all                 all                   scope'
}

# The table of the service, as the design has it.
@test "the matrix is that of the service" {
	vvs doctor --roles >matrix
	run jq -r '[.[]][2:] | map({all: "O", scope: "S", none: "-"}[.]) | join("")' matrix
	assert_output "OSSSSS
O-----
O-----
OOSSS-
O-----
OSSSS-
O-----"
}

@test "accounts" { check_action accounts; }
@test "organizations" { check_action organizations; }
@test "basic information of systems" { check_action 'system: basic information'; }
@test "addresses of systems" { check_action 'system: details'; }
@test "software of systems" { check_action 'system: details' 'system: software'; }
@test "changes of systems that wait" { check_action 'system: approve, deny'; }
@test "countermeasures" { check_action 'countermeasures: register'; }
@test "requests that wait" { check_action 'countermeasures: approve, deny'; }

# What a program prints to a role: its code, and whether it says anything
# of what is mine, and of what is veiled.
sees() { # role, code, what is expected ("mine", "both", "none"), command...
	local role=$1 want=$2 expected=$3 code=0 mine=0 veiled=0
	shift 3
	"$@" --as "$role" </dev/null >out 2>err || code=$?
	grep -qi mine out err && mine=1
	grep -qi veiled out err && veiled=1
	echo "$role: $*: $code, mine $mine, veiled $veiled; expected $want, $expected"
	[ $code = "$want" ] || { cat err && return 1; }
	case $expected$mine$veiled in mine10 | both11 | none00) ;; *) return 1 ;; esac
	[ $code != 77 ] || grep -q "not allowed to the role $role: " err
}

# By the matrix: what one may register, one may read.
reads() { # action, command...
	local action=$1 role
	shift
	vvs doctor --roles >matrix
	for role in $ROLES; do
		case $(jq -r --arg a "$action" --arg r "$role" 'select(.action.en == $a)[$r]' matrix) in
		all) sees "$role" 0 both "$@" ;;
		scope) sees "$role" 0 mine "$@" ;;
		none) sees "$role" 77 none "$@" ;;
		esac
	done
}

@test "lists of systems and software" {
	reads 'system: details' vvs-list systems
	reads 'system: details' vvs-list --format table systems
	reads 'system: details' vvs-list --format csv software
	# a filter sees nothing else, and cannot fail on anything else
	for role in service-manager system-manager system-operator; do
		sees $role 65 mine vvs-list systems --where 'error(.name)'
		sees $role 0 none vvs-list systems --where '.id != "mine"'
	done
}

@test "lists of findings" {
	reads 'countermeasures: register' vvs-list findings
	reads 'countermeasures: register' vvs-list --format table findings
	sees organization-manager 0 none vvs-list findings --where '.system != "mine"'
}

@test "lists of organizations, services, accounts and notices" {
	for role in $ROLES; do
		run -0 vvs-list --as $role accounts --where "(.id != \"$role\")"
		case $role in
		enterprise-manager)
			assert_line --partial veiled@example.jp
			sees $role 0 both vvs-list notices
			continue
			;;
		esac
		assert_output ""
		sees $role 0 mine vvs-list notices
		case $role in
		security-reader)
			sees $role 77 none vvs-list organizations
			sees $role 77 none vvs-list services
			continue
			;;
		esac
		sees $role 0 none vvs-list organizations
		sees $role 0 none vvs-list services
	done
	run -0 vvs-list --as organization-manager organizations
	assert_output --partial '"id":"branch"'
	assert_output --partial '"id":"own"'
	run -0 vvs-list --as service-manager services
	assert_output --partial '"id":"shop"'
}

@test "a notice for many tells nobody for whom else it is" {
	vvs-announce --as enterprise-manager --id both --category news \
		--title 共通 --scope system:mine --scope system:veiled >/dev/null
	run -0 vvs-list --as enterprise-manager notices
	assert_output --partial '"system:veiled"'
	for role in $ROLES; do
		[ $role = enterprise-manager ] && continue
		run -0 vvs-list --as $role notices --where '.id == "both"'
		assert_output --partial 共通
		refute_output --partial system:
		run -0 vvs-list --as $role notices --where '.scope != null'
		assert_output ""
	done
}

@test "security information is for everybody" {
	vvs-list advisories >all
	for role in $ROLES; do
		vvs-list --as $role advisories | cmp - all
		sees $role 0 none vvs-list vulnerabilities
		sees $role 0 none vvs-list sources
	done
}

@test "reports" {
	for format in html csv markdown jsonl; do
		reads 'countermeasures: register' \
			vvs-report summary --stale-ok --all --format $format
	done
	for role in organization-manager service-manager system-manager; do
		for option in '-S veiled' '-g org-veiled' '-S nothing' '-g nothing'; do
			# shellcheck disable=SC2086
			run -66 vvs-report --as $role summary --stale-ok $option
			assert_output "vvs-report: no such $(
				[[ $option = -S* ]] && echo system || echo organization): '${option#* }'"
		done
		# no number counts the others
		vvs-report --as $role summary --stale-ok --format jsonl >mine
		run jq -r 'select(.type == "summary") | [.systems, .open, .scope] | @tsv' mine
		assert_output "$(printf '1\t2\t%s' "$(vvs-list --as $role accounts | jq -r '.scope[0]')")"
	done
	run jq -r 'select(.type == "summary-organization").id' <(
		vvs-report --as organization-manager summary --stale-ok --format jsonl)
	assert_output "own
branch"
}

@test "matching stores for the owner and the enterprise-manager alone" {
	for role in $ROLES; do
		for option in --all --pending ''; do
			case $role in
			enterprise-manager) code=0 ;;
			*) code=77 ;;
			esac
			# shellcheck disable=SC2086
			sees $role $code none vvs-match --stale-ok $option
		done
		[ $role = enterprise-manager ] || grep -q ': this needs enterprise-manager$' err
	done
}

@test "matching for oneself finds what is in scope" {
	action='countermeasures: register'
	reads "$action" vvs-match --stale-ok -n --all
	reads "$action" vvs-match --stale-ok --explain CVE-2021-1001
	sqlite3 "$VVS_STATE" "UPDATE cursor SET seq=0 WHERE consumer='match'"
	reads "$action" vvs-match --stale-ok -n --pending
	for role in organization-manager service-manager system-manager; do
		run -66 vvs-match --as $role --stale-ok --explain veiled CVE-2021-1001
		assert_output "vvs-match: no system 'veiled'"
		run -66 vvs-match --as $role --stale-ok --explain nothing CVE-2021-1001
		assert_output "vvs-match: no system 'nothing'"
		# an advisory is matched with what they may see
		vvs-list advisories --where '.id == "CVE-2021-1001"' |
			vvs-match --as $role --stale-ok -n >out
		assert_equal "$(jq -r .system out | sort -u)" mine
		# what is given for a veiled system is judged as for any other
		for system in veiled nothing; do
			soft $system web 1.5 | vvs-match --as $role --stale-ok -n >$system
		done
		diff <(jq -c 'del(.id, .system)' veiled) <(jq -c 'del(.id, .system)' nothing)
		[ -s veiled ]
	done
}

@test "the history of a finding, filters and requests" {
	id=$(finding veiled)
	vvs-triage --request 'veiled reason' --until 2026-06-30 "$id" >/dev/null
	request=$(vvs-approve --list | jq .id)
	vvs-filter --as account-veiled --set '.system == "veiled"' >/dev/null
	for role in $ROLES; do
		case $role in
		enterprise-manager) continue ;;
		security-reader) code=77 ;;
		*) code=65 ;;
		esac
		sees $role $code none vvs-triage --show "$id"
		sees $role 0 none vvs-filter
		sees $role 0 none vvs-approve --list
		sees $role 0 none vvs-approve --all
		sees $role 0 none vvs-list requests
		[ $role = security-reader ] || sees $role 0 mine vvs-filter --test true
		[ "$(vvs-list requests | wc -l)" = 1 ]
		# somebody else's request is none
		run vvs-approve --as $role --withdraw "$request"
		veiled="$status ${output//$request/N}"
		run vvs-approve --as $role --withdraw 999
		assert_equal "$veiled" "$status ${output//999/N}"
	done
	sees security-reader 0 none vvs-filter --test true
}

@test "one's own requests go with the scope, and with the role" {
	id=$(finding mine)
	vvs-triage --as system-manager --request 'mine is fine' --until 2026-06-30 "$id" >/dev/null
	for scope in system:mine system:veiled; do
		vvs-register account --id system-manager --scope $scope >/dev/null
		expected=none
		[ $scope != system:mine ] || expected=mine
		sees system-manager 0 $expected vvs-list requests
		sees system-manager 0 $expected vvs-approve --list
	done
	vvs-register account --id system-manager --scope system:mine --role security-reader >/dev/null
	for command in 'vvs-list requests' 'vvs-approve --all'; do
		run -0 $command --as system-manager
		assert_output ""
	done
	# the result is told to who may know it
	vvs-approve --as enterprise-manager --approve --until 2026-06-30 "$(vvs-approve --list | jq .id)" >/dev/null
	vvs-notify --pending -n >out
	run jq -r 'select(.account == "system-manager" and .kind == "reminder").subject' out
	assert_output ""
}

@test "who is asked to do something is not told apart from nobody" {
	id=$(finding mine)
	for who in account-veiled nobody security-reader; do
		run -65 vvs-triage --as system-manager --assign $who "$id"
		assert_output "vvs-triage: finding $id: system 'mine' is not in the scope of '$who'"
	done
	vvs-triage --as system-manager --assign system-operator "$id" >/dev/null
}

@test "what was done is for the enterprise-manager" {
	for role in $ROLES; do
		case $role in
		enterprise-manager) sees $role 0 both vvs-audit ;;
		*) sees $role 77 none vvs-audit ;;
		esac
		[ $role = enterprise-manager ] ||
			sees $role 77 none vvs-audit --as-of 2030-01-01 --object system:mine
		run -0 vvs-audit --as $role --verify
	done
}

@test "imports name no system that is not in scope" {
	for role in service-manager system-manager system-operator; do
		for name in veiled 'veiled name' nothing; do
			run -65 vvs-import-assets --as $role --format jsonl < <(
				soft "$name" web 1.5)
			assert_line --partial "no such system: '$name'"
			refute_line --partial inventory
			run -66 vvs-import-assets --as $role --system "$name" --format jsonl </dev/null
			assert_output "vvs-import-assets: no such system: '$name'"
		done
		# what the same source said of others stays
		soft mine web 1.5 | vvs-import-assets --as $role \
			--source 'veiled inventory' >/dev/null 2>&1
		assert_equal "$(vvs-list software --where '.system == "veiled"' | wc -l)" 2
		run -77 vvs-import-assets --as $role --create --format jsonl < <(soft new web 1.5)
		assert_output --partial ': this needs enterprise-manager'
	done
}

@test "what else is for the enterprise-manager alone" {
	for role in $ROLES; do
		[ $role != enterprise-manager ] || continue
		sees $role 77 none vvs-announce --title x
		sees $role 77 none vvs-contract show
		sees $role 77 none vvs-purge --dry-run
		grep -q ': this needs enterprise-manager$' err
	done
}

# Subjects of the mails to each contact person since the last call.
told() {
	rm -rf mail && mkdir mail
	vvs-notify --pending --to-dir mail >sent
	jq -r 'select(.account | startswith("contact:")) | [.to, .findings, .subject] | @tsv' sent
}

@test "contact persons are told who becomes enterprise-manager, once" {
	vvs-notify --pending --to-dir . >/dev/null # nobody to tell
	vvs-contract set --id C-1 --company X --kind annual --start 2026-01-01 >/dev/null
	vvs-contract contact --name 担当 --email tanto@example.jp >/dev/null
	vvs-register account --id account-veiled --role enterprise-manager >/dev/null
	vvs-register account --id system-operator --lang en >/dev/null
	run -0 told
	assert_output "$(printf 'tanto@example.jp\t1\t[VVS] お知らせ：企業責任者の登録：veiled person (account-veiled)')"
	run -0 told
	assert_output ""
	vvs-register account --id account-veiled --role system-manager >/dev/null
	vvs-register account --id enterprise-manager --email boss@example.jp >/dev/null
	run -0 told
	assert_output "$(printf 'tanto@example.jp\t2\t[VVS] お知らせ：企業責任者の解除：veiled person (account-veiled) ほか 1 件')"
	grep -q '企業責任者の変更：P (enterprise-manager)' mail/contact*
	vvs-register account --id account-veiled --role enterprise-manager >/dev/null
	vvs-register account --id account-veiled --remove >/dev/null
	run -0 told
	grep -q '企業責任者の登録：veiled person (account-veiled)' mail/contact*
	grep -q '企業責任者の削除：veiled person (account-veiled)' mail/contact*
	run -0 vvs-audit --verify
}

@test "a file without accounts is public" {
	vvs-init --test -s public.db
	VVS_STATE=public.db vvs-register system --id a --name A >/dev/null
	VVS_STATE=public.db run -0 vvs-list systems
	assert_output --partial '"id":"a"'
	VVS_STATE=public.db run -0 vvs-report summary --format jsonl
}
