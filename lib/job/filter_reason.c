#include "job/filter_reason.h"

#include <string.h>

#include "io/filter.h"
#include "job/sieve.h"

const char *
filter_reason(const char *why, int japanese)
{
	static const struct {
		const char *en, *ja;
	} reason[] = {
		{ FILTER_SLOW, "1 件の処理に時間がかかりすぎました" },
		{ FILTER_BUSY, "全体の処理に時間がかかりすぎました" },
		{ SIEVE_SLOW, "全体の処理に時間がかかりすぎました" },
		{ FILTER_BIG, "メモリを使いすぎたか、入れ子が深すぎます" },
		{ FILTER_UNSAFE, "この環境では安全に実行できません" },
		{ FILTER_INPUT, "input は使えません" },
		{ FILTER_HALT, "halt は使えません" },
	};

	for (size_t i = 0; japanese && i < sizeof reason / sizeof *reason; i++)
		if (strcmp(why, reason[i].en) == 0)
			return reason[i].ja;
	return why;
}
