#include "job/letter_words.h"

#include <string.h>

#include "job/filter_reason.h"
#include "rec/finding.h"

#define UNSURE 30 /* up to this confidence */

/* Each text in English and Japanese. */
#define PICK(en, ja) (japanese ? (ja) : (en))

const char *
word_level(const char *level, int japanese)
{
	static const struct {
		const char *level, *en, *ja;
	} word[] = {
		{ "urgent", "URGENT", "緊急" },
		{ "high", "HIGH", "高" },
		{ "medium", "MEDIUM", "中" },
		{ "low", "LOW", "低" },
	};

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strcmp(level, word[i].level) == 0)
			return PICK(word[i].en, word[i].ja);
	return PICK("UNRATED", "未評価");
}

const char *
word_mark(int urgent, int japanese)
{
	return urgent ? PICK("[URGENT]", "[緊急]") : "";
}

void
word_cvss(struct buf *out, const struct letter_item *i, int japanese)
{
	if (i->score < 0) {
		buf_adds(out, PICK("not rated yet", "未評価"));
		return;
	}
	buf_addf(out, "%d.%d", i->score / 10, i->score % 10);
	if (i->cvss_version != NULL)
		buf_addf(out, " (CVSS %s)", i->cvss_version);
}

void
word_exploited(struct buf *out, const struct letter_item *i, int japanese)
{
	char percent[FINDING_PERCENT];

	if (i->now.kev) {
		buf_adds(out, PICK("yes, in KEV", "確認されています（KEV"));
		if (i->kev_due != NULL)
			buf_addf(out,
			    PICK(", CISA due date %s", "、CISA 期限 %s"),
			    i->kev_due);
		buf_adds(out, PICK("", "）"));
	}
	if (i->epss >= 0)
		buf_addf(out, "%s%s%s", i->now.kev ? PICK("; ", "、") : "",
		    PICK("predicted (EPSS) ", "予測 (EPSS) "),
		    finding_percent(i->epss, percent));
}

void
word_change(struct buf *out, const struct letter_item *i, int japanese)
{
	if (strcmp(i->then.level, i->now.level) != 0)
		buf_addf(out,
		    PICK("level %s, was %s.  ",
			"リスクレベルが「%s」になりました"
			"（以前は「%s」）。"),
		    word_level(i->now.level, japanese),
		    word_level(i->then.level, japanese));
	if (i->now.kev > i->then.kev)
		buf_adds(out, PICK("Added to KEV.  ",
				  "悪用が確認されました（KEV に追加）。"));
	if (i->now.kev < i->then.kev)
		buf_adds(out, PICK("Withdrawn from KEV.  ",
				  "KEV から取り下げられました。"));
	if (i->known && i->now.epss > i->then.epss)
		buf_adds(out, PICK("EPSS is over the limit.  ",
				  "悪用の予測 (EPSS) が基準を超えました。"));
	if (i->known && i->now.open && i->then.open &&
	    i->then.criteria != NULL && i->now.criteria != NULL &&
	    strcmp(i->then.criteria, i->now.criteria) != 0)
		buf_adds(out, PICK("It covers the system in another way.  ",
				  "該当する条件が変わりました。"));
	if (i->known && !i->now.open)
		buf_adds(out,
		    PICK("No longer found.", "該当しなくなりました（解消）。"));
	if (i->known && i->now.open && !i->then.open)
		buf_adds(out, PICK("Found again.", "再び該当しました。"));
}

void
word_system(struct buf *out, const struct letter_item *i, int japanese)
{
	buf_addf(out, "%s (%s)", i->machine->name, i->machine->id);
	if (i->product != NULL)
		buf_addf(out, PICK(": %s", "：%s"), i->product);
	if (i->version != NULL)
		buf_addf(out, " %s", i->version);
	if (!i->now.open)
		buf_adds(out, PICK(" - no longer found", " … 解消"));
	else if (i->possible)
		buf_adds(out, PICK(" - possibly", " … 該当の可能性"));
}

void
word_more_systems(struct buf *out, size_t n, int japanese)
{
	buf_addf(out, PICK("and %zu more", "ほか %zu 件"), n);
}

void
word_more(struct buf *out, size_t n, int japanese)
{
	buf_addf(out,
	    PICK("And %zu more CVEs: see vvs-list findings.",
		"このほかに %zu 件の CVE があります。vvs-list findings で"
		"確認してください。"),
	    n);
}

const char *
word_untranslated(int japanese)
{
	return PICK("(There is no English text yet.)",
	    "（日本語訳がまだないため、英語のままです）");
}

const char *
word_no_text(int japanese)
{
	return PICK("(no description yet)", "（説明はまだありません）");
}

void
word_confidence(struct buf *out, int confidence, int japanese)
{
	if (confidence <= UNSURE)
		buf_addf(out,
		    PICK("low (%d of 100): please check whether it applies",
			"低い (%d/100) ため、該当するか確認してください"),
		    confidence);
}

void
word_filter(struct buf *out, const char *why, int japanese)
{
	buf_addf(out,
	    PICK("Your filter fails; what it cannot judge is told all the "
		 "same (vvs-filter changes it): %s",
		"個別フィルタが失敗したため、判定できないものはすべてお知らせ"
		"しています"
		"（vvs-filter で直せます）：%s"),
	    filter_reason(why, japanese));
}

const char *
word_remind(enum remind_kind kind, int japanese)
{
	switch (kind) {
	case REMIND_OVERDUE:
		return PICK("OVERDUE", "期限超過");
	case REMIND_NEARLY:
		return PICK("DUE SOON", "期限間近");
	case REMIND_WAITING:
		return PICK("WAITS FOR APPROVAL", "承認待ち");
	case REMIND_APPROVED:
		return PICK("APPROVED", "承認");
	case REMIND_DENIED:
		return PICK("DENIED", "否認");
	case REMIND_REVOKED:
		return PICK("APPROVAL REVOKED", "承認取消");
	case REMIND_EXPIRED:
		return PICK("APPROVAL EXPIRED", "承認期限切れ");
	case REMIND_ENDS:
		return PICK("APPROVAL ENDS SOON", "承認期限間近");
	}
	return "";
}

void
word_reminders(struct buf *out, size_t n, int japanese)
{
	buf_addf(out,
	    PICK("\n== For you to look at (%zu)\n",
		"\n■ 対策期限・承認に関するお知らせ（%zu 件）\n"),
	    n);
}

void
word_announcements(struct buf *out, size_t n, int japanese)
{
	buf_addf(out,
	    PICK("\n== Announcements (%zu)\n", "\n■ お知らせ（%zu 件）\n"), n);
}

void
word_also(struct buf *out, size_t reminders, size_t announcements, int japanese)
{
	if (reminders > 0)
		buf_addf(out, PICK(", %zu to look at", "、期限・承認 %zu 件"),
		    reminders);
	if (announcements > 0)
		buf_addf(out, PICK(", announcements: %zu", "、お知らせ %zu 件"),
		    announcements);
}

const char *
word_others(const char *also, int japanese)
{
	const char *joint = PICK(", ", "、");
	size_t n = strlen(joint);

	return strncmp(also, joint, n) == 0 ? also + n : also;
}

void
word_title(struct buf *out, const struct notice_item *first, const char *title,
    size_t n, int japanese)
{
	buf_addf(out, "%s%s", word_news(first->news, japanese), title);
	if (n > 1)
		buf_addf(out, PICK(", and %zu more", " ほか %zu 件"), n - 1);
}

const char *
word_notice(const char *category, int japanese)
{
	static const struct {
		const char *category, *en, *ja;
	} word[] = {
		{ "maintenance", "MAINTENANCE", "メンテナンス" },
		{ "unplanned", "UNPLANNED MAINTENANCE", "臨時メンテナンス" },
		{ "emergency", "EMERGENCY MAINTENANCE", "緊急メンテナンス" },
		{ "incident", "INCIDENT", "障害" },
	};

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strcmp(category, word[i].category) == 0)
			return PICK(word[i].en, word[i].ja);
	return PICK("NEWS", "お知らせ");
}

const char *
word_news(enum notice_news news, int japanese)
{
	switch (news) {
	case NOTICE_CHANGED:
		return PICK("(changed) ", "（変更）");
	case NOTICE_WITHDRAWN:
		return PICK("(cancelled) ", "（取り消し）");
	default:
		return "";
	}
}

const char *
word_reason(const char *reason, int japanese)
{
	/* those of job/waiver.c */
	static const struct {
		const char *en, *ja;
	} word[] = {
		{ "its level is higher", "リスクレベルが上がったため" },
		{ "it is known to be exploited", "悪用が確認されたため" },
		{ "its EPSS is over the limit",
		    "悪用の予測 (EPSS) が基準を超えたため" },
		{ "other criteria cover the system",
		    "該当する条件が変わったため" },
		{ "no finding needs it any more",
		    "対象の検出結果がすべて終わったため" },
	};

	for (size_t i = 0; japanese && i < sizeof word / sizeof *word; i++)
		if (reason != NULL && strcmp(reason, word[i].en) == 0)
			return word[i].ja;
	return reason;
}
