load ../helper.bash

# Every role, every action, in scope and out of it, against the matrix that
# the programs say they enforce; and who reads what.
#
# "mine" is in everybody's scope, "hidden" in the enterprise-manager's alone:
# whatever belongs to it has "hidden" in its name.

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
	setup
	vvs-init --test
	{
		cat <<-'EOT'
			{"type":"organization","id":"own","name":"Own"}
			{"type":"organization","id":"branch","name":"Branch","parent":"own"}
			{"type":"organization","id":"org-hidden","name":"hidden organization"}
			{"type":"service","id":"shop","name":"Shop","organization":"branch"}
			{"type":"service","id":"service-hidden","name":"hidden service","organization":"org-hidden"}
			{"type":"system","id":"mine","name":"mine","service":"shop"}
			{"type":"system","id":"hidden","name":"hidden name","service":"service-hidden","organization":"org-hidden","addresses":["hidden.example.jp"],"purpose":"hidden purpose"}
			{"type":"account","id":"account-hidden","name":"hidden person","email":"hidden@example.jp","role":"system-manager","scope":["system:hidden"]}
			{"type":"announcement","id":"notice-mine","name":"for mine","scope":["service:shop"]}
			{"type":"announcement","id":"notice-hidden","name":"hidden notice","scope":["organization:org-hidden"]}
		EOT
		people
	} | vvs-register >/dev/null
	vvs-fetch-feed --from "$FIXTURES/match/nvd.json" nvd >/dev/null 2>&1
	{
		soft mine web 1.5
		soft hidden web 1.5
		soft hidden client 3.1
	} | vvs-import-assets --source 'hidden inventory' >/dev/null 2>&1
	soft mine web 1.5 | vvs-import-assets --source mine >/dev/null 2>&1
	vvs-import-assets --source 'hidden inventory' >/dev/null 2>&1 < <(
		soft hidden web 1.5
		soft hidden client 3.1
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

# Do an action as a role, `what` being mine or hidden, or what is nowhere.
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
	for what in mine hidden; do
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
	sqlite3 "$VVS_STATE" "UPDATE request SET requester='account-hidden'"
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
	! grep -v "'[a-z-]*hidden'" err | grep hidden
	! grep -e '@example' -e 'hidden ' err
	if [ "$grant" = none ]; then
		[ $code = 77 ]
		[ "$(wc -l <err)" = 1 ]
		grep -q "not allowed to a $who: " err
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
	diff <(sed -E 's/hidden|nothing/ID/g; s/[0-9a-f]{32}/ID/' hidden.err) \
		<(sed -E 's/hidden|nothing/ID/g; s/[0-9a-f]{32}/ID/' err)
}

check_action() { # action, what is done if not that
	local role what
	vvs doctor --roles >matrix
	echo 'approve_system_changes yes' >waits.conf
	for role in $ROLES; do
		for what in mine hidden; do
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
