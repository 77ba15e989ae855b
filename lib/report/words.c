#include "report/words.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const char *const words[WORDS][2] = {
	[W_TITLE] = { "Vulnerability summary", "脆弱性対応状況報告" },
	[W_AS_OF] = { "As of", "基準日" },
	[W_SCOPE_ALL] = { "All organizations", "全組織" },
	[W_LANG_CODE] = { "en", "ja" },
	[W_URGENT] = { "Urgent", "緊急" },
	[W_HIGH] = { "High", "高" },
	[W_MEDIUM] = { "Medium", "中" },
	[W_LOW] = { "Low", "低" },
	[W_UNRATED] = { "Unrated", "未評価" },
	[W_OPEN] = { "Not started", "未着手" },
	[W_INVESTIGATING] = { "Under investigation", "調査中" },
	[W_AFFECTED] = { "Affected", "影響あり" },
	[W_PLANNED] = { "Planned", "対策計画済" },
	[W_WAIVER_REQUESTED] = { "Waiver requested", "対策不要申請中" },
	[W_DONE] = { "Done", "対策完了" },
	[W_RESOLVED] = { "Resolved", "解消" },
	[W_NOT_AFFECTED] = { "Not affected", "影響なし" },
	[W_WAIVED] = { "Waived", "対策不要" },
	[W_RETRACTED] = { "Retracted", "取り下げ" },
	[W_INTERNET] = { "Internet", "インターネット公開" },
	[W_INTERNAL] = { "Internal", "社内" },
	[W_ISOLATED] = { "Isolated", "隔離" },
	[W_UNKNOWN] = { "Unknown", "不明" },
	[W_OVER_90] = { "91 days late or more", "91日以上超過" },
	[W_OVER_30] = { "31 to 90 days late", "31〜90日超過" },
	[W_OVER_1] = { "1 to 30 days late", "1〜30日超過" },
	[W_IN_7] = { "Due within 7 days", "7日以内" },
	[W_IN_30] = { "Due within 30 days", "30日以内" },
	[W_LATER] = { "Due later", "31日以降" },
	[W_NO_DATE] = { "No due date", "期限なし" },
	[W_LEVEL] = { "Level", "リスク" },
	[W_VULNERABILITY] = { "Vulnerability", "脆弱性" },
	[W_SYSTEM] = { "System", "システム" },
	[W_SYSTEMS] = { "Systems", "システム数" },
	[W_ORGANIZATION] = { "Organization", "組織" },
	[W_SOFTWARE] = { "Software", "ソフトウェア" },
	[W_VERSION] = { "Version", "バージョン" },
	[W_CVSS] = { "CVSS", "CVSS" },
	[W_EPSS] = { "EPSS", "EPSS" },
	[W_KEV] = { "KEV", "KEV" },
	[W_DUE] = { "Due", "対応期限" },
	[W_STATE] = { "State", "状態" },
	[W_FOUND] = { "Found", "検出日" },
	[W_EXPOSURE] = { "Exposure", "公開範囲" },
	[W_TOTAL] = { "Total", "合計" },
	[W_OVERDUE] = { "Overdue", "期限超過" },
	[W_DAYS_LATE] = { "Late by", "超過日数" },
	[W_ADDED] = { "Added", "登録日" },
	[W_KEV_DUE] = { "CISA due date", "CISA 期限" },
	[W_RANSOMWARE] = { "Ransomware", "ランサムウェア" },
	[W_DESCRIPTION] = { "Description", "概要" },
	[W_CONFIDENCE] = { "Confidence", "確度" },
	[W_VENDOR] = { "Vendor", "ベンダー" },
	[W_PRODUCT] = { "Product", "製品" },
	[W_CPE] = { "CPE", "CPE" },
	[W_PURL] = { "purl", "purl" },
	[W_SEVERITY] = { "Severity", "深刻度" },
	[W_VECTOR] = { "CVSS vector", "CVSS ベクタ" },
	[W_SOURCE] = { "Source", "情報源" },
	[W_ID] = { "Finding", "検出 ID" },
	[W_CHANGED] = { "Changed", "更新日" },
	[W_APPLICABILITY] = { "Applicability", "該当" },
	[W_AGE] = { "Age", "経過" },
	[W_DATA_OF] = { "Data of", "データの日付" },
	[W_CHECKED] = { "Last checked", "最終確認" },

	[W_UNRESOLVED] = { "Open findings", "未対応の脆弱性" },
	[W_EXPLOITED] = { "Known to be exploited", "悪用を確認済み（KEV）" },
	[W_AFFECTED_SYSTEMS] = { "Systems affected", "該当システム" },
	[W_OF] = { " of ", " / " },
	[W_YES] = { "yes", "あり" },
	[W_DASH] = { "–", "–" },
	[W_LEAD_NONE] = { "Nothing is open: no known vulnerability waits for a decision.", "未対応の脆弱性はありません。" },
	[W_COUNT_UNIT] = { "", "件" },
	[W_DAY_UNIT] = { " day", "日" },
	[W_DAYS_UNIT] = { " days", "日" },
	/* "12 findings are open on 3 systems; 4 ... exploited, 2 ... overdue." */
	[W_LEAD_1] = { " finding is open on ", "件の脆弱性が未対応です（" },
	[W_LEAD_1_S] = { " findings are open on ", "件の脆弱性が未対応です（" },
	[W_LEAD_2] = { " system. ", "システム）。うち " },
	[W_LEAD_2_S] = { " systems. ", "システム）。うち " },
	[W_LEAD_3] = { " is known to be exploited, ", "件は悪用が確認され、" },
	[W_LEAD_3_S] = { " are known to be exploited, ", "件は悪用が確認され、" },
	[W_LEAD_4] = { " is past its due date.", "件は対応期限を過ぎています。" },
	[W_LEAD_4_S] = { " are past their due date.", "件は対応期限を過ぎています。" },
	[W_WEEK_1] = { "In the last 7 days: found ", "直近7日間: 新規 " },
	[W_WEEK_2] = { ", closed ", "件、完了 " },
	[W_WEEK_3] = { ".", "件" },

	[W_S_FIRST] = { "Do these first", "最優先で対応するもの" },
	[W_S_FIRST_NOTE] = { "By level, then exploitation, exposure, probability of exploitation (EPSS) and score.", "リスク、悪用の有無、公開範囲、悪用される確率（EPSS）、スコアの順です。" },
	[W_S_PICTURE] = { "The whole picture", "全体像" },
	[W_S_DUE] = { "By due date", "対応期限別" },
	[W_S_DUE_NOTE] = { "Open findings by how late or how soon they are due.", "未対応の脆弱性を、期限までの日数で分けたものです。" },
	[W_S_MATRIX] = { "Severity and probability", "深刻度と悪用される確率" },
	[W_S_MATRIX_NOTE] = { "Open findings by CVSS score and EPSS, the probability of exploitation within 30 days.", "未対応の脆弱性を、CVSS と EPSS（30日以内に悪用される確率）で分けたものです。" },
	[W_S_YEAR] = { "By year of the CVE", "CVE の年別" },
	[W_S_YEAR_NOTE] = { "Old years show what has been left for long.", "古い年のものほど、長く残っています。" },
	[W_S_ORG] = { "By organization", "組織別" },
	[W_S_ORG_NOTE] = { "Each row includes the organizations below it.", "各行は下位の組織を含みます。" },
	[W_S_SYSTEM] = { "By system", "システム別" },
	[W_S_SYSTEM_NOTE] = { "The most urgent first.", "緊急度の高い順です。" },
	[W_S_KEV] = { "Known to be exploited", "悪用が確認された脆弱性" },
	[W_S_KEV_NOTE] = { "From the catalogue of CISA. Its due dates bind US federal agencies only.", "CISA の悪用確認済み脆弱性カタログ（KEV）によります。CISA 期限は米国連邦政府機関に対するもので、参考です。" },
	[W_S_OVERDUE] = { "Overdue", "対応期限を過ぎたもの" },
	[W_S_OVERDUE_NOTE] = { "The longest overdue first.", "超過日数の長い順です。" },
	[W_S_NEWEST] = { "Newest", "新しく見つかったもの" },
	[W_S_NEWEST_NOTE] = { "The last found first; of those, the last published.", "検出日の新しい順、同じ日は公開日の新しい順です。" },
	[W_S_STATE] = { "Countermeasures", "対策の状況" },
	[W_S_STATE_NOTE] = { "All findings, also those that are closed.", "完了したものを含む、すべての件数です。" },
	[W_S_NOTICE] = { "Announcements", "お知らせ" },
	[W_S_NOTICE_NOTE] = { "What holds now or will soon.", "現在有効なもの、またはまもなく始まるものです。" },
	[W_MAINTENANCE] = { "Maintenance", "メンテナンス" },
	[W_UNPLANNED] = { "Unplanned maintenance", "臨時メンテナンス" },
	[W_EMERGENCY] = { "Emergency maintenance", "緊急メンテナンス" },
	[W_INCIDENT] = { "Incident", "障害" },
	[W_FROM] = { "From", "開始" },
	[W_UNTIL] = { "Until", "終了" },
	[W_NEWS] = { "News", "お知らせ" },
	[W_S_SOURCES] = { "Sources", "情報源" },
	[W_S_SOURCES_NOTE] = { "What this report knows is as old as its sources.", "この報告の内容は、下記の時点の情報に基づきます。" },
	[W_S_LEGEND] = { "What the levels mean", "リスクの定義" },
	[W_LEGEND_URGENT] = { "known to be exploited (KEV), or CVSS 9.0 and above", "悪用を確認済み（KEV）、または CVSS 9.0 以上" },
	[W_LEGEND_HIGH] = { "CVSS 7.0 to 8.9", "CVSS 7.0〜8.9" },
	[W_LEGEND_MEDIUM] = { "CVSS 4.0 to 6.9", "CVSS 4.0〜6.9" },
	[W_LEGEND_LOW] = { "CVSS below 4.0", "CVSS 4.0 未満" },
	[W_LEGEND_UNRATED] = { "no score yet; this does not mean harmless", "スコアなし（無害という意味ではありません）" },
	[W_NONE_HERE] = { "None.", "ありません。" },
	[W_MORE_1] = { "and ", "ほか " },
	[W_MORE_2] = { " more", "件" },
	[W_POSSIBLE] = { "Possible", "可能性あり" },
	[W_POSSIBLE_NOTE] = { "may not apply: part of the condition could not be decided", "条件の一部を判定できないため、該当しない場合があります" },
	[W_NEVER] = { "never", "未取得" },
	[W_STALE] = { "too old", "古い" },
	[W_SKIP] = { "Skip to the content", "本文へ" },
	[W_CONTENTS] = { "Contents", "目次" },
	[W_NVD_NOTICE] = { "This product uses data from the NVD API but is not endorsed or certified by the NVD.", "This product uses data from the NVD API but is not endorsed or certified by the NVD." },
	[W_MATRIX_REST] = { "Without score or EPSS: ", "スコアまたは EPSS のないもの: " },
	[W_UNKNOWN_ORG] = { "not registered", "未登録" },
	[W_WARN_STALE] = { "Too old, so that something may be missing: ", "古いため、抜けがある可能性がある情報源: " },
	[W_WARN_NEVER] = { "Never fetched: ", "一度も取得していない情報源: " },
	/* "Of 45 software entries 2 could not be identified ..." */
	[W_WARN_SOFTWARE_1] = { "Of ", "ソフトウェア " },
	[W_WARN_SOFTWARE_2] = { " software entries, ", "件のうち " },
	[W_WARN_SOFTWARE_3] = { " could not be identified and were not judged.", "件は、製品を特定できないため判定していません。" },
	[W_KEV_MARK] = { "exploited", "悪用あり" },
	[W_POSSIBLE_MARK] = { "possible", "可能性" },
	[W_SYSTEM_NAME] = { "System name", "システム名" },
};
/* clang-format on */

const char *
word(enum word w, enum lang lang)
{
	return words[w][lang];
}

char *
word_number(long n, char text[WORD_NUMBER])
{
	char digits[WORD_NUMBER], *to = text;
	int len = snprintf(digits, sizeof digits, "%ld", n);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return text;
}

enum word
word_category(const char *category)
{
	static const char *const name[] = { "maintenance", "unplanned",
		"emergency", "incident" };

	for (int i = 0; i < 4; i++)
		if (strcmp(category, name[i]) == 0)
			return (enum word)(W_MAINTENANCE + i);
	return W_NEWS;
}
