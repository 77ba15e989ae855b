#include "store/product.h"

#include "store/db.h"

void
product_each(struct store *st, const char *product, int like, int max,
    void (*fn)(
	const char *part, const char *vendor, const char *product, void *arg),
    void *arg)
{
	sqlite3_stmt *q = db_prepare(
	    st, like ? "SELECT part, vendor, product FROM product"
		       " WHERE product>=?1 AND product<?1||'{'"
		       " ORDER BY product, vendor, part LIMIT ?2"
		     : "SELECT part, vendor, product FROM product"
		       " WHERE product=?1 ORDER BY vendor, part LIMIT ?2");

	db_text(q, 1, product);
	db_int(q, 2, max);
	while (db_step(st, q))
		fn(db_col(q, 0), db_col(q, 1), db_col(q, 2), arg);
	sqlite3_reset(q);
}

int64_t
product_newest(struct store *st)
{
	return db_number(st, db_prepare(st, "SELECT max(id) FROM product"), 0);
}
