load ../helper.bash

prepare() {
	vvs-init --test
	vvs-register system --id web1 --name 予約サイト >/dev/null
	A=$FIXTURES/assets
}

# name, version and CPE name to match by of each record, sorted.
short() {
	jq -r 'select(.type == "software") | [.system, .name // .product, .version, (.cpe // .resolved.cpe)] |
		map(. // "-") | join(" ")' | LC_ALL=C sort
}

@test "a table becomes software" {
	vvs-register system --id ap1 --name AP >/dev/null
	vvs-import-assets "$A/good.csv" | short >out
	cat >expected <<-'EOT'
		ap1 Oracle Java SE 8u202 - cpe:2.3:a:oracle:jdk:1.8.0:update202:*:*:*:*:*:*
		web1 Apache HTTP Server 2.4.49 cpe:2.3:a:apache:http_server:2.4.49:*:*:*:*:*:*:*
		web1 OpenSSL 3.0.1 cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*
		web1 lodash 4.17.20 cpe:2.3:a:lodash:lodash:4.17.20:*:*:*:*:*:*:*
	EOT
	diff -u expected out
}

@test "Japanese tables are read in UTF-8, CP932 and UTF-16" {
	for f in ja ja-cp932 ja-utf16; do
		vvs-import-assets -n "$A/$f.csv" | short >"$f"
	done
	cat >expected <<-'EOT'
		web1 Microsoft SQL Server 2019 (64 ビット) 15.0.2000.5 cpe:2.3:a:microsoft:sql_server_2019:15.0.2000.5:*:*:*:*:*:*:*
		web1 サイボウズ ガルーン 5.9.0 cpe:2.3:a:cybozu:garoon:5.9.0:*:*:*:*:*:*:*
		web1 名前に"引用符"と
		改行のある製品 1.0 -
	EOT
	LC_ALL=C sort expected >sorted
	for f in ja ja-cp932 ja-utf16; do
		LC_ALL=C sort "$f" | diff -u sorted -
	done
}

@test "what spreadsheets and Windows write is understood" {
	vvs-import-assets -n --system web1 "$A/excel.csv" | jq -r .version >out
	printf '%s\n' 1.20 1.21 | diff -u - out
	vvs-import-assets -n "$A/wmic.csv" | jq -r .resolved.cpe >out
	cat >expected <<-'EOT'
		cpe:2.3:a:7-zip:7-zip:22.01:*:*:*:*:*:*:*
		cpe:2.3:a:python:python:3.11.4:*:*:*:*:*:*:*
	EOT
	diff -u expected out
	vvs-import-assets -n --system web1 "$A/windows.csv" | jq -r .resolved.cpe >out
	echo 'cpe:2.3:a:mozilla:firefox:115.0:*:*:*:*:*:*:*' | diff -u - out
}

@test "CycloneDX as JSON and as XML say the same" {
	vvs-import-assets -n --system web1 "$A/good.cdx.json" | short >json
	vvs-import-assets -n --system web1 "$A/good.cdx.xml" | short >xml
	cat >expected <<-'EOT'
		web1 Debian 12 cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*
		web1 inner 1 -
		web1 org.apache.logging.log4j/log4j-core 2.14.1 cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*
		web1 日本語の部品 1 -
	EOT
	diff -u expected json
	diff -u expected xml
	sed 's/encoding="UTF-8"/encoding="UTF-16"/' "$A/good.cdx.xml" |
		iconv -f UTF-8 -t UTF-16 >utf16.xml
	vvs-import-assets -n --system web1 utf16.xml | short | diff -u expected -
}

@test "SPDX, Vuls and JSON lines are read" {
	vvs-import-assets -n --system web1 "$A/good.spdx.json" | short >out
	cat >expected <<-'EOT'
		web1 django 4.2.0 cpe:2.3:a:djangoproject:django:4.2.0:*:*:*:*:*:*:*
		web1 openssl 3.0.1 cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*
	EOT
	diff -u expected out
	vvs-import-assets -n "$A/vuls.json" | short >out
	cat >expected <<-'EOT'
		web1 almalinux 9.0 cpe:2.3:o:almalinux:almalinux:9.0:*:*:*:*:*:*:*
		web1 openssl-libs 1:3.0.1-43.el9_0 cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*
		web1 tomcat 7.0.27 cpe:/a:apache:tomcat:7.0.27
	EOT
	diff -u expected out
	vvs-import-assets -n "$A/good.jsonl" | short >out
	cat >expected <<-'EOT'
		web1 lodash 4.17.20 cpe:2.3:a:lodash:lodash:4.17.20:*:*:*:*:*:*:*
		web1 nginx 1.20.0 cpe:2.3:a:f5:nginx:1.20.0:*:*:*:*:*:*:*
	EOT
	diff -u expected out
}

@test "libraries that Vuls found without a purl get one" {
	cat >vuls.json <<-'EOT'
		{"jsonVersion":4,"family":"debian","release":"12","packages":{},"libraries":[
		{"Type":"jar","Libs":[{"Name":"org.apache.logging.log4j:log4j-core","Version":"2.14.1"}]},
		{"Type":"npm","Libs":[{"Name":"@babel/core","Version":"7.0.0"},{"Name":"lodash","Version":"4.17.20"}]},
		{"Type":"gomod","Libs":[{"Name":"github.com/gin-gonic/gin","Version":"v1.9.0"}]},
		{"Type":"pip","Libs":[{"Name":"Django_X","Version":"4.2"},{"Name":"a/b","Version":"1"}]},
		{"Type":"conan","Libs":[{"Name":"zlib","Version":"1.2.11"}]}]}
	EOT
	vvs-import-assets -n --system web1 vuls.json |
		jq -r '[.name, .purl // "-"] | join(" ")' | sort >out
	cat >expected <<-'EOT'
		@babel/core pkg:npm/%40babel/core@7.0.0
		Django_X pkg:pypi/django-x@4.2
		a/b -
		debian -
		github.com/gin-gonic/gin pkg:golang/github.com/gin-gonic/gin@v1.9.0
		lodash pkg:npm/lodash@4.17.20
		org.apache.logging.log4j:log4j-core pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1
		zlib -
	EOT
	diff -u expected out
}

@test "dpkg's outputs are read, and the operating system is added" {
	os=cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*
	for f in status dpkg-query.tsv dpkg-l; do
		vvs-import-assets -n --system web1 --os "$os" "$A/$f" >"$f"
		jq -r 'select(.name == "libssl3") | .purl + " " + .resolved.cpe' "$f" >out
		echo 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12' \
			'cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*' | diff -u - out ||
			[ "$f" = dpkg-l ] # which does not name the source
		jq -e --arg os "$os" -s 'any(.cpe == $os)' "$f"
		run ! grep -e '"name":"old"' -e removed-thing "$f"
	done
	jq -r 'select(.name == "login").source_version' status >out
	echo '1:4.13+dfsg1-1' | diff -u - out
}

@test "dpkg-query's fields may stand between blanks" {
	printf '%s\n' 'adduser 3.134' 'libssl3 3.0.11-1~deb12u2 amd64' \
		'login 1:4.13+dfsg1-1 install ok installed' \
		'old 1.0-1 deinstall ok config-files' >in
	vvs-import-assets -n --system web1 in >records
	jq -r 'select(.ecosystem == "deb") | [.name, .version, .arch, .source_name] | @csv' \
		records | sort >out
	diff -u - out <<-'EOT'
	"adduser","3.134",,
	"libssl3","3.0.11-1~deb12u2","amd64",
	"login","1:4.13+dfsg1-1",,
	EOT
	echo 'old 1.0-1 amd64 deinstall ok config-files' >>in
	run -65 --separate-stderr vvs-import-assets -n --system web1 in
	assert_equal "${stderr_lines[0]}" \
		"vvs-import-assets: in:5: not name, tab, version: 'old'"
	printf '%s\n' 'product 7 name,version' 'tomcat,9.0.1' >in
	run -65 --separate-stderr vvs-import-assets -n --system web1 in
	assert_output ""
}

@test "dpkg -l is known in every language, and without its heading" {
	LC_ALL=C.UTF-8 vvs-import-assets -n --system web1 --source x "$A/dpkg-l" >expected
	{
		echo '要望=(U)不明/(I)インストール/(R)削除/(P)完全削除/(H)保持'
		echo '| 状態=(N)無/(I)インストール済/(C)設定/(U)展開/(F)設定失敗'
		echo '|/ エラー?=(空欄)無/(R)要再インストール'
		echo '||/ 名前           バージョン       アーキテクチャ 説明'
		sed -n '5,$p' "$A/dpkg-l"
	} >ja
	vvs-import-assets -n --system web1 --source x ja | diff -u expected -
	sed -n '6,$p' "$A/dpkg-l" | sort -r >bare
	vvs-import-assets -n --system web1 --source x bare | sort >out
	sort expected | diff -u - out
}

@test "dpkg's packages whose files are there count, however they are wanted" {
	tab=$'\t'
	sed "s/,/$tab/g" >in <<-'EOT'
		held,1.0-1,hold ok installed,src-held,1.0-1
		leaving,1.0-1,deinstall ok installed,src-leaving,1.0-1
		broken,1.0-1,install reinstreq half-configured,src-broken,1.0-1
		waits,1.0-1,install ok triggers-pending,src-waits,1.0-1
		short,1.0-1,ii ,src-short,1.0-1
		rc,1.7-1,amd64,rc,1.7-1
		gone,1.0-1,purge ok config-files,src-gone,1.0-1
		away,1.0-1,rc ,src-away,1.0-1
	EOT
	vvs-import-assets -n --system web1 in |
		jq -r 'select(.ecosystem == "deb") | [.name, .source_name] | @csv' |
		sort >out
	diff -u - out <<-'EOT'
		"broken","src-broken"
		"held","src-held"
		"leaving","src-leaving"
		"rc",
		"short","src-short"
		"waits","src-waits"
	EOT
}

@test "a CPE name that names no product, or a version that is a number, is said" {
	for cpe in cpe:2.3:a:apache cpe:/a 'cpe:2.3:a:*:*:1:*:*:*:*:*:*:*'; do
		printf 'system,product,version,cpe\nweb1,openssl,1,%s\n' "$cpe" >in
		run -65 --separate-stderr vvs-import-assets -n in
		assert_equal "${stderr_lines[0]}" \
			"vvs-import-assets: in:2: a CPE name without a product: '$cpe'"
		jq -e '.resolved.how == "alias"' <<<"$output"
	done
	echo '{"type":"software","system":"web1","name":"x","version":1.10}' >in
	run -65 --separate-stderr vvs-import-assets -n in
	assert_equal "${stderr_lines[0]}" \
		"vvs-import-assets: in:1: 'version' must be a string"
	assert_output ""
	echo '{"type":"software","system":"web1","name":"x","version":null}' >in
	run -0 vvs-import-assets -n in
}

@test "what is wrong with an inventory is said in the reader's language" {
	printf 'system,product,address\nweb1,openssl,999.1.1.1\n' >in
	LC_ALL=ja_JP.UTF-8 run -65 --separate-stderr vvs-import-assets -n in
	assert_equal "${stderr_lines[0]}" \
		"vvs-import-assets: in:2: アドレスではありません: '999.1.1.1'"
	LC_ALL=ja_JP.UTF-8 run -65 --separate-stderr vvs-import-assets -n /bin/ls
	assert_equal "${stderr_lines[0]}" \
		"vvs-import-assets: /bin/ls: UTF-8 でも CP932 でもありません"
}

@test "--format decides" {
	echo '{"name":"x","system":"web1"}' >in
	run -65 --separate-stderr vvs-import-assets -n --format spdx in
	assert_output ""
	assert_equal "${stderr_lines[0]}" "vvs-import-assets: in: not SPDX 2.x"
	run -64 vvs-import-assets --format nonsense in
}

@test "the same again changes nothing and prints nothing" {
	vvs-import-assets --system web1 "$A/good.cdx.json" >first
	before=$(sqlite3 "$VVS_STATE" 'SELECT value FROM meta WHERE key="seq"')
	run -0 vvs-import-assets --system web1 "$A/good.cdx.json"
	assert_output ""
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT value FROM meta WHERE key="seq"')" "$before"
}

@test "what is gone is marked gone, what is new is new, the rest stays" {
	printf 'name,version\nnginx,1.20.0\nredis,6.0\n' >list.csv
	vvs-import-assets --system web1 list.csv >out
	printf 'name,version\nnginx,1.20.0\nredis,7.0\n' >list.csv
	vvs-import-assets --system web1 list.csv |
		jq -c '[.name, .version, .gone]' | sort >out
	printf '%s\n' '["redis","6.0",true]' '["redis","7.0",null]' | diff -u - out
	printf 'name,version\nnginx,1.20.0\nredis,6.0\n' >list.csv
	vvs-import-assets --system web1 list.csv |
		jq -c '[.name, .version, .gone]' | sort >out
	printf '%s\n' '["redis","6.0",null]' '["redis","7.0",true]' | diff -u - out
	sqlite3 "$VVS_STATE" "SELECT count(*) FROM software WHERE gone_at IS NULL" >out
	assert_equal "$(cat out)" 2
}

@test "each source replaces only its own, of the systems it names" {
	vvs-register system --id web2 --name W2 >/dev/null
	printf 'system,name,version\nweb1,nginx,1\nweb2,nginx,2\n' >a.csv
	printf 'name,version\nredis,6.0\n' >b.csv
	vvs-import-assets a.csv >/dev/null
	vvs-import-assets --system web1 b.csv >/dev/null
	printf 'system,name,version\nweb2,nginx,3\n' >a.csv
	vvs-import-assets a.csv | jq -c '[.system, .version, .gone]' | sort >out
	printf '%s\n' '["web2","2",true]' '["web2","3",null]' | diff -u - out
	printf 'name,version\n' >b.csv # an empty list with --system says: none
	vvs-import-assets --system web1 b.csv | jq -c '[.name, .gone]' >out
	echo '["redis",true]' | diff -u - out
}

@test "--source makes many files one inventory" {
	vvs-import-assets --system web1 --source sbom "$A/good.cdx.json" "$A/good.spdx.json" >out
	assert_equal "$(jq -r .source out | sort -u)" sbom
	assert_equal "$(wc -l <out)" 6
	run -0 vvs-import-assets --system web1 --source sbom "$A/good.cdx.json" "$A/good.spdx.json"
	assert_output ""
	vvs-import-assets --system web1 --source sbom "$A/good.spdx.json" >out
	assert_equal "$(grep -c '"gone":true' out)" 4
	run -65 vvs-import-assets --system web1 --source sbom "$A/good.cdx.json" "$A/bad-truncated.spdx.json"
	run -0 vvs-import-assets --system web1 --source sbom "$A/good.spdx.json"
	assert_output ""
	mkdir d && cp "$A/good.csv" d/ && cp "$A/good.csv" good.csv
	run -64 vvs-import-assets --system web1 good.csv d/good.csv
}

@test "a document in which something is rejected makes nothing gone" {
	printf 'name,version\nnginx,1.20.0\nredis,6.0\n' >list.csv
	vvs-import-assets --system web1 list.csv >/dev/null
	printf 'name,version,purl\nnginx,1.20.0,\nredis,6.0,pkg:broken\n,,pkg:broken\n' >list.csv
	run -65 --separate-stderr vvs-import-assets --system web1 list.csv
	assert_output ""
	run ! grep -q gone <<<"$output"
}

@test "--system wins over a column; names of systems do as well" {
	vvs-import-assets -n --system web1 "$A/good.csv" | jq -r .system | sort -u >out
	echo web1 | diff -u - out
	printf 'system,name,version\n予約サイト,nginx,1\nＷＥＢ１,redis,1\n' |
		vvs-import-assets | jq -r .system | sort -u >out
	echo web1 | diff -u - out
}

@test "a name that several systems have says nothing, unless one is in sight" {
	vvs-register >/dev/null <<-'EOT'
		{"type":"system","id":"web2","name":"予約"}
		{"type":"system","id":"web3","name":"予約"}
		{"type":"account","id":"sato","name":"佐藤","email":"sato@example.jp","role":"system-manager","scope":["system:web3"]}
	EOT
	run -66 vvs-import-assets --system 予約 --format jsonl </dev/null
	assert_output "vvs-import-assets: several systems have that name, use the id: '予約'"
	printf 'system,name,version\n予約,nginx,1.24\n' >in.csv
	run -65 vvs-import-assets in.csv
	assert_output --partial "several systems have that name, use the id: '予約'"
	vvs-import-assets --as sato in.csv >out 2>/dev/null
	assert_equal "$(jq -r .system out)" web3
}

@test "an unknown system is 66, or in a column 65, unless --create" {
	run -66 vvs-import-assets --system nowhere "$A/good.cdx.json"
	printf 'system,name,version,address\nweb1,nginx,1,\nnew1,nginx,1,192.0.2.7 Web.example.jp\n' >in.csv
	run -65 --separate-stderr vvs-import-assets in.csv
	assert_equal "${#lines[@]}" 1
	assert_equal "${stderr_lines[0]}" "vvs-import-assets: in.csv: no such system: 'new1'"
	vvs-import-assets --create in.csv >out
	jq -c 'select(.type == "system") | [.id, .addresses]' out >system
	echo '["new1",["192.0.2.7","web.example.jp"]]' | diff -u - system
	assert_equal "$(jq -r 'select(.type == "software").system' out)" new1
	run -66 vvs-import-assets --create --system 'no id' "$A/good.cdx.json"
}

@test "what is not registered is said in the user's language" {
	printf 'system,name,version\nnowhere,nginx,1\n' >in
	LC_ALL=ja_JP.UTF-8 run -65 --separate-stderr vvs-import-assets in
	assert_equal "$stderr" "vvs-import-assets: in: そのシステムはありません: 'nowhere'"
}

@test "addresses of a table are added to those of its system" {
	vvs-register system --id web1 --address 192.0.2.1 >/dev/null
	cat >in.csv <<-'EOT'
		サーバ名,製品名,バージョン,IPアドレス
		web1,nginx,1,192.0.2.1
		予約サイト,redis,2,１９２．０．２．２
		WEB1,redis,3,2001:DB8::1 ap.example.jp
		new1,redis,3,192.0.2.9
		ＮＥＷ１,nginx,3,192.0.2.8
	EOT
	vvs-import-assets --create in.csv | jq -c 'select(.type == "system") |
		[.id, .name, .addresses]' | sort >out
	cat >expected <<-'EOT'
		["new1","NEW1",["192.0.2.9","192.0.2.8"]]
		["web1","予約サイト",["192.0.2.1","192.0.2.2","2001:db8::1","ap.example.jp"]]
	EOT
	diff -u expected out
	run -0 vvs-import-assets --create in.csv
	assert_output ""
	vvs-audit | jq -c 'select(.object == "system:web1") | .kind' >out
	printf '"registered"\n%.0s' 1 2 3 | diff -u - out
}

@test "records of other types are passed on as they came" {
	cat >in <<-'EOT'
		{"type":"notice",  "n": 1.0, "t":"日本\u0041"}
		{"type":"software","system":"web1","name":"nginx","version":"1"}
		{"type":"advisory","id":"CVE-2020-0001"}
	EOT
	sed -n '2!p' in >expected
	vvs-import-assets <in 2>/dev/null | grep -v '"software"' | diff -u expected -
	vvs-import-assets -n <in 2>/dev/null | grep -v '"software"' | diff -u expected -
	vvs-import-assets --system web1 <expected | diff -u expected - # nothing is gone
	run -65 --separate-stderr vvs-import-assets in
	assert_equal "${#stderr_lines[@]}" 4
}

@test "names are found among the products of the sources" {
	sqlite3 "$VVS_STATE" <<-'SQL'
		INSERT INTO product (part, vendor, product) VALUES
		('a', 'acme', 'road_runner'), ('h', 'acme', 'road_runner'),
		('a', 'acme', 'anvil'), ('a', 'other', 'anvil'), ('a', 'acme', 'anvil_pro');
	SQL
	cat >in.csv <<-'EOT'
		vendor,name,version
		"ACME, Inc.",Road Runner 7.1,
		,ACME Road Runner,7.2
		,Anvil,1
		ACME Corporation,Anvil,2
		,Anvil Ultra,3
	EOT
	vvs-import-assets --system web1 in.csv | jq -r '[.version // "-", .resolved.cpe // "-",
		(.suggestions // [] | join(","))] | join(" ")' | sort >out
	cat >expected <<-'EOT'
		- cpe:2.3:a:acme:road_runner:7.1:*:*:*:*:*:*:* 
		1 - acme:anvil,other:anvil,acme:anvil_pro
		2 cpe:2.3:a:acme:anvil:2:*:*:*:*:*:*:* 
		3 - acme:anvil,other:anvil,acme:anvil_pro
		7.2 cpe:2.3:a:acme:road_runner:7.2:*:*:*:*:*:*:* 
	EOT
	sed -i 's/^1 - .*/1 - acme:anvil,other:anvil/' expected
	diff -u expected out
}

@test "bad lines are reported with their place, the rest is stored" {
	run -65 --separate-stderr vvs-import-assets "$A/bad-rows.csv"
	assert_equal "${#lines[@]}" 5
	f=$A/bad-rows.csv
	grep -qF "$f:3: no system for 'no system'" <<<"$stderr"
	grep -qF "$f:4: no name, product, cpe or purl" <<<"$stderr"
	grep -qF "$f:5: bad purl 'pkg:nothing'" <<<"$stderr"
	grep -qE "bad-rows.*: not a CPE name: '" <<<"$stderr"
	grep -qF "$f:7: not an address: 'no_address!'" <<<"$stderr"
	run -65 --separate-stderr vvs-import-assets "$A/bad-rows.jsonl"
	assert_equal "${#lines[@]}" 1
	run -65 --separate-stderr vvs-import-assets --system web1 "$A/bad-rows.cdx.json"
	assert_equal "$(jq -r .name <<<"$output")" good
}

@test "what is cut off or something else changes nothing" {
	for f in "$A"/bad-t*; do
		run -65 --separate-stderr vvs-import-assets --system web1 "$f"
		assert_output ""
		assert_equal "${#stderr_lines[@]}" 1
	done
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM software')" 0
}

@test "entities of XML are refused" {
	run -65 --separate-stderr vvs-import-assets --system web1 "$A/bad-entity.cdx.xml"
	assert_output ""
	assert_equal "${stderr_lines[0]#*.xml:}" "2: it declares entities"
}

@test "too deep, too long, too many: refused or rejected, never stored" {
	{
		printf '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"x","y":'
		head -c 100000 /dev/zero | tr '\0' '['
	} >deep.json
	run -65 vvs-import-assets --system web1 deep.json
	{
		printf '<bom xmlns="http://cyclonedx.org/schema/bom/1.5">'
		for _ in {1..100}; do printf '<components>'; done
	} >deep.xml
	run -65 --separate-stderr vvs-import-assets --system web1 deep.xml
	assert_equal "${stderr_lines[0]##*: }" "nested deeper than 64"
	{
		printf 'name,version\ngood,1\n'
		head -c 9000000 /dev/zero | tr '\0' x
		printf ',1\n'
	} >long.csv
	run -65 vvs-import-assets --system web1 long.csv
	{
		printf 'name,version\ngood,1\n'
		head -c 3000 /dev/zero | tr '\0' x
		printf ',1\n'
	} >name.csv
	run -65 --separate-stderr vvs-import-assets --system web1 name.csv
	assert_equal "${#lines[@]}" 1
}

@test "a terminal escape in the input does not reach the terminal" {
	vvs-import-assets "$A/bad-rows.csv" >out 2>err || true
	run ! grep -q "$(printf '\033')" out err
}

@test "messages arrive when standard error is a file" {
	vvs-import-assets --system web1 "$A/bad-type.csv" 2>err || true
	grep -q "no column for name" err
}

@test "a dry run needs no state file" {
	VVS_STATE=/nonexistent/x run -0 --separate-stderr vvs-import-assets -n --system any "$A/good.spdx.json"
	assert_equal "${#lines[@]}" 2
	run -0 vvs-import-assets -n --system web1 "$A/good.spdx.json"
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM software')" 0
}

@test "an empty standard input is nothing to do" {
	run -0 vvs-import-assets --system web1 </dev/null
	assert_output ""
	run -0 bash -c 'vvs-import-assets --system web1 <&-'
	: >empty.csv
	run -65 vvs-import-assets --system web1 empty.csv
}

@test "a full disk is an error" {
	run -74 bash -c 'vvs-import-assets --system web1 "$1" >/dev/full' - "$A/good.spdx.json"
}

@test "a file that is not there ends the run before any work" {
	run -74 vvs-import-assets --system web1 "$A/good.spdx.json" "$A"
	assert_output "vvs-import-assets: cannot read '$A': Is a directory"
	run -66 vvs-import-assets --system web1 "$A/good.spdx.json" nothing
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM software')" 0
}

@test "ten imports at once all arrive" {
	for i in 1 2 3 4 5 6 7 8 9 10; do
		vvs-import-assets --system web1 --source "s$i" "$A/good.cdx.json" >/dev/null 2>&1 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM software')" 40
}

@test "real inventories: all are read, or refused with one line" {
	need_data
	while read -r f; do
		status=0
		vvs-import-assets -n --system web1 "$f" >out 2>err || status=$?
		case $status:${f##*/} in
		0:* | 65:invalid-* | 65:*.spdx | 65:*apt-upgradable.txt | 65:computer_3*) ;;
		65:*) grep -q 'SPDX 3' err || fail "$f: $(cat err)" ;;
		*) fail "$f: $status" ;;
		esac
		[ "$status" = 0 ] || [ "$(wc -l <err)" = 1 ] || fail "$f: $(cat err)"
	done < <(find "$DATA/sbom" "$DATA/inventory" -type f ! -name '*.gz')
	assert_equal "$(vvs-import-assets -n --system web1 \
		"$DATA/inventory/debian-12/dpkg-status" 2>/dev/null | wc -l)" 949
	assert_equal "$(vvs-import-assets -n --system web1 \
		"$DATA/sbom/cyclonedx-examples/juice-shop/v11.1.2/bom.xml" 2>/dev/null | wc -l)" 841
}

@test "names are tried again when sources bring new products" {
	printf 'name,version\nRoad Runner,7\n' >in.csv
	vvs-import-assets --system web1 in.csv | jq -c .unresolved >out
	echo true | diff -u - out
	sqlite3 "$VVS_STATE" "INSERT INTO product (part, vendor, product)
		VALUES ('a', 'acme', 'road_runner')"
	vvs-match --pending --stale-ok
	vvs-list software | jq -r .resolved.cpe >out
	echo 'cpe:2.3:a:acme:road_runner:7:*:*:*:*:*:*:*' | diff -u - out
	run -0 vvs-import-assets --system web1 in.csv
	assert_output ""
}

@test "killed anywhere and run again, the end is the same" {
	printf 'name,version\nold,1\n' >in.csv
	vvs-import-assets --system web1 in.csv >/dev/null
	{
		echo name,version
		for i in {1..3000}; do echo "thing $i,1.$i"; done
	} >in.csv
	for i in {1..10}; do
		vvs-import-assets --system web1 in.csv >/dev/null 2>&1 3>&- &
		sleep "0.0$i"
		kill -9 $! 2>/dev/null || true
		wait $! 2>/dev/null || true
		count=$(sqlite3 "$VVS_STATE" 'SELECT count(*) FROM software WHERE gone_at IS NULL')
		[ "$count" = 1 ] || [ "$count" = 3000 ]
	done
	vvs-import-assets --system web1 in.csv >/dev/null
	assert_equal "$(sqlite3 "$VVS_STATE" 'SELECT count(*), sum(gone_at IS NULL) FROM software')" "3001|3000"
	vvs-init --check
}
