load ../helper.bash

# How the page looks in a real browser: rendered by chromium, measured by
# a script that is added to a copy of it (the page itself allows none).

prepare() {
	need chromium
	demo=$ROOT/share/demo
	vvs-init --test
	for kind in organizations services systems; do
		vvs-register <"$demo/$kind.jsonl" >/dev/null
	done
	vvs-fetch-feed --from "$demo/nvd" nvd >/dev/null
	vvs-fetch-feed --from "$demo/kev.json" kev >/dev/null
	# one finding a system and CVE, with a product name that is too long
	put_findings <<-'SQL'
		INSERT INTO given (id, system, software, cve, source, state,
			level, due, confidence, evidence, first_at, changed_at, seq)
		SELECT randomblob(16), r.id,
			json_object('name', CASE v.cve % 3 WHEN 0 THEN
				'a-product-name-without-any-place-to-break-it-that-goes-on'
				ELSE 'product' END, 'version', '1.2.3'),
			v.cve, 'nvd', 'open',
			CASE v.cve % 5 WHEN 0 THEN 'high' ELSE 'urgent' END,
			CASE v.cve % 4 WHEN 0 THEN '2026-01-05' WHEN 1 THEN '2026-02-20' END,
			90, '{"applicability":"met"}', 1769700000, 1769700000, v.cve
		FROM registry r, vulnerability v
		WHERE r.kind = 'system' AND v.cve % 4 <> 2;
	SQL
}

browse() { # options of chromium
	chromium --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars \
		--user-data-dir="$BATS_TEST_TMPDIR/chromium" "$@" 2>/dev/null 3>&-
}

# What a window of this size shows: facts as name=value, one a line.
measure() { # page width
	sed -e 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' \
		-e '/^<\/body>/d' -e '/^<\/html>/d' "$1" >measured.html
	cat >>measured.html <<-'EOT'
		<script>
		const page = document.documentElement, facts = [];
		const tell = (name, value) => facts.push(name + '=' + value);
		const wide = [...document.querySelectorAll('main *')].filter(e =>
			!e.closest('section') && e.getBoundingClientRect().right > innerWidth + 1);
		const cut = [...document.querySelectorAll('td, th, dd, dt')].filter(e =>
			e.scrollWidth > e.clientWidth + 1);
		const grey = [...document.querySelectorAll('svg')].filter(e =>
			e.getBoundingClientRect().width < 50);
		tell('title', document.title);
		tell('scrolls', page.scrollWidth - page.clientWidth);
		tell('wide', wide.length);
		tell('cut', cut.length);
		tell('charts', document.querySelectorAll('svg[role=img][aria-label]').length);
		tell('tiny', grey.length);
		tell('heads', document.querySelectorAll('thead th:not([scope]):not([aria-hidden])').length);
		tell('labels', [...document.querySelectorAll('section')].filter(e =>
			!document.getElementById(e.getAttribute('aria-labelledby'))).length);
		tell('text', document.body.innerText.includes('CVE-2021-44228'));
		document.body.innerHTML = '<pre>' + facts.join('\n') + '</pre>';
		</script></body></html>
	EOT
	browse --window-size="$2,900" --dump-dom "file://$PWD/measured.html" |
		sed -n '/<pre>/,/<\/pre>/p' | sed 's/.*<pre>//; s/<\/pre>.*//'
}

@test "nothing is cut off on a desk, in both languages" {
	for lang in ja en; do
		vvs-report --stale-ok -l "$lang" summary >page.html
		run -0 measure page.html 1280
		assert_line 'scrolls=0'
		assert_line 'wide=0'
		assert_line 'cut=0'
		assert_line 'tiny=0'
		assert_line 'text=true'
	done
	assert_line 'title=Vulnerability summary'
}

@test "a telephone scrolls tables, not the page" {
	vvs-report --stale-ok -l ja summary >page.html
	run -0 measure page.html 500
	assert_line 'title=脆弱性対応状況報告'
	assert_line 'scrolls=0'
	assert_line 'wide=0'
}

@test "tables, charts and sections say what they are" {
	vvs-report --stale-ok -l en summary >page.html
	run -0 measure page.html 1280
	assert_line 'heads=0'
	assert_line 'labels=0'
	assert_line --regexp 'charts=[1-9]'
}

@test "on paper it is A4, complete, in Japanese that can be searched" {
	need pdftotext pdfinfo
	vvs-report --stale-ok -l ja summary >page.html
	browse --no-pdf-header-footer --print-to-pdf=page.pdf "file://$PWD/page.html"
	run -0 pdfinfo page.pdf
	assert_line --regexp 'Page size: +59[45]\.[0-9]+ x 84[12]'
	pdftotext -layout page.pdf text
	grep -q '最優先で対応するもの' text
	grep -q 'CVE-2021-44228' text
	grep -q 'not endorsed or certified by the NVD' text
	# the navigation is for screens
	run ! grep -q '目次' text
}
