/* asset/roster: tables of people and machines */

#include <string.h>

#include "asset/roster.h"
#include "check.h"

/* Records and messages as `LINE:text` lines; `!` where it is refused. */
static const struct {
	enum reg_kind kind;
	const char *in, *out;
} tables[] = {
	{ REG_ORGANIZATION, "id,name,parent\nhq,本社,\nＤＣ,東,hq\n",
	    "2:{\"type\":\"organization\",\"id\":\"hq\",\"name\":\"本社\","
	    "\"parent\":\"\"}\n"
	    "3:{\"type\":\"organization\",\"id\":\"dc\",\"name\":\"東\","
	    "\"parent\":\"hq\"}\n" },
	{ REG_ORGANIZATION, "組織ID\t組織名\t上位組織\nhq\t本社\t\n",
	    "2:{\"type\":\"organization\",\"id\":\"hq\",\"name\":\"本社\","
	    "\"parent\":\"\"}\n" },
	{ REG_SERVICE, "サービスＩＤ;サービス名;組織\nweb;予約;ＨＱ\n",
	    "2:{\"type\":\"service\",\"id\":\"web\",\"name\":\"予約\","
	    "\"organization\":\"hq\"}\n" },
	{ REG_SYSTEM,
	    "システムID,公開範囲,機密性,IPアドレス\n"
	    "a,インターネット,高,\"192.0.2.1、１９２.0.2.2; h\"\nb,,,\n",
	    "2:{\"type\":\"system\",\"id\":\"a\",\"addresses\":[\"192.0.2.1\","
	    "\"192.0.2.2\",\"h\"],\"exposure\":\"internet\","
	    "\"requirement\":{\"confidentiality\":\"high\"}}\n"
	    "3:{\"type\":\"system\",\"id\":\"b\",\"addresses\":[],"
	    "\"exposure\":\"\",\"requirement\":{\"confidentiality\":\"\"}}\n" },
	{ REG_ACCOUNT,
	    "アカウント,氏名,Ｅ－ｍａｉｌ,役割,担当,言語,頻度\n"
	    "\"Sato\",\"佐藤\n花子\",ｓ@example.jp,システム担当者,"
	    "システム：Web1 組織:hq　all,英語,週次\n",
	    "2:{\"type\":\"account\",\"id\":\"sato\",\"name\":\"佐藤\\n花子\","
	    "\"email\":\"s@example.jp\",\"role\":\"system-operator\","
	    "\"scope\":[\"system:web1\",\"organization:hq\",\"all\"],"
	    "\"lang\":\"en\",\"frequency\":\"weekly\"}\n" },
	{ REG_ACCOUNT, "id,role\na,System_Manager\nb,社長\n",
	    "2:{\"type\":\"account\",\"id\":\"a\",\"role\":\"system-manager\"}\n"
	    "3:{\"type\":\"account\",\"id\":\"b\",\"role\":\"社長\"}\n" },
	/* what cannot be taken */
	{ REG_ACCOUNT, "id,部署,Mail,mail\na,x,a@example.jp,b@example.jp\n",
	    "1:column '部署' is ignored\n1:column 'mail' is ignored\n"
	    "2:{\"type\":\"account\",\"id\":\"a\",\"email\":"
	    "\"a@example.jp\"}\n" },
	{ REG_ACCOUNT, "id,name\na,林,太郎\na,,\nＡ,x\nb\n",
	    "2:more cells than the header has\n"
	    "3:{\"type\":\"account\",\"id\":\"a\",\"name\":\"\"}\n"
	    "4:'a' stands in line 3 too\n"
	    "5:{\"type\":\"account\",\"id\":\"b\",\"name\":\"\"}\n" },
	{ REG_ACCOUNT, "name,mail\nA,a@example.jp\n",
	    "1:no column for the id in the header\n!" },
	{ REG_SYSTEM, "id,email\na,x\n",
	    "1:column 'email' is ignored\n"
	    "2:{\"type\":\"system\",\"id\":\"a\"}\n" },
	{ REG_SYSTEM, "id\na\n\"b\n",
	    "2:{\"type\":\"system\",\"id\":\"a\"}\n"
	    "3:a quote is never closed, or a line is longer than 8 MiB\n!" },
	{ REG_SYSTEM, "<id\n\xff\n", "1:neither UTF-8 nor CP932\n!" },
	{ REG_SYSTEM, "", "1:no column for the id in the header\n!" },
};

static void
on_text(long line, const char *text, void *arg)
{
	buf_addf(arg, "%ld:", line);
	buf_adds(arg, text);
	buf_addc(arg, '\n');
}

static void
test_tables(void)
{
	struct buf out;
	struct roster r = { on_text, on_text, &out };

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		buf_clear(&out);
		if (roster_read(&r, tables[i].kind, tables[i].in,
			strlen(tables[i].in)) < 0)
			buf_addc(&out, '!');
		CHECK_ROW(strcmp(out.data, tables[i].out) == 0, out.data);
	}
	buf_free(&out);
}

static void
count_record(long line, const char *text, void *arg)
{
	(void)line, (void)text;
	++*(int *)arg;
}

static void
ignore(long line, const char *text, void *arg)
{
	(void)line, (void)text, (void)arg;
}

/* Ids are told apart however many there are. */
static void
test_many(void)
{
	int count = 0;
	struct roster r = { count_record, ignore, &count };
	struct buf doc;

	buf_init(&doc, 1 << 20);
	buf_adds(&doc, "id\n");
	for (int i = 0; i < 10000; i++)
		buf_addf(&doc, "s%d\n", i % 9000);
	CHECK(roster_read(&r, REG_SYSTEM, doc.data, doc.len) == 0);
	CHECK(count == 9000);
	buf_free(&doc);
}

static void
take_record(long line, const char *text, void *arg)
{
	struct arena a = ARENA_INIT;
	char why[REG_WHY] = "";
	struct buf body;

	(void)line;
	buf_init(&body, REG_BODY_MAX);
	reg_merge(*(enum reg_kind *)arg, NULL,
	    json_parse(&a, text, strlen(text), &(const char *){ NULL }), 0,
	    &body, why);
	CHECK(strstr(why, "unknown key") == NULL);
	buf_free(&body);
	arena_free(&a);
}

/* Every key that a table can make is one that the record has. */
static void
test_keys(void)
{
	static const char doc[] =
	    "id,name,parent,organization,service,purpose,addresses,exposure,"
	    "confidentiality,integrity,availability,email,role,scope,lang,"
	    "frequency,login,registered_at\na\n";
	enum reg_kind kind;
	struct roster r = { take_record, ignore, &kind };

	for (kind = REG_ORGANIZATION; kind <= REG_SYSTEM; kind++)
		CHECK(roster_read(&r, kind, doc, sizeof doc - 1) == 0);
}

int
main(void)
{
	test_tables();
	test_many();
	test_keys();
	return done();
}
