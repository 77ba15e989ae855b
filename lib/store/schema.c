/*
 * The schema, as an append-only list of migrations: position i takes the
 * file from schema i to i + 1.  Never edit one that was released.
 *
 * Three kinds of content.  Public knowledge can always be fetched again:
 * source, feed_file, dictionary, product, advisory, match_row,
 * vulnerability, kev, epss.  The customer's: registry, account_name, want,
 * software, waiting_software, finding, finding_software, finding_history,
 * request, outbox, told.  The ledger: ledger, ledger_content.  They join by
 * CVE number or advisory key only; no foreign key, trigger or view connects
 * them.
 *
 * Times are seconds since 1970.  A CVE is year * 10^10 + number.  Scores
 * are tenths, EPSS is in 1e-5.  `seq` is the change number (store.h).
 */

#include "store/db.h"

const char *const schema_migration[] = {
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"INSERT INTO meta VALUES ('seq', 0), ('test', 0);"
	"CREATE TABLE cursor (consumer TEXT PRIMARY KEY, seq INTEGER NOT NULL)"
	" WITHOUT ROWID, STRICT;"

	/* public: how far each source has come, and which files were loaded */
	"CREATE TABLE source ("
	" name TEXT PRIMARY KEY,"
	" checked_at INTEGER," /* last successful check of the live source */
	" data_at INTEGER,"    /* newest timestamp that the data itself bears */
	" watermark TEXT,"     /* where the live sync goes on */
	" progress TEXT"       /* of a run that has not ended: JSON */
	") WITHOUT ROWID, STRICT;"
	"CREATE TABLE feed_file ("
	" source TEXT, name TEXT, sha256 TEXT, etag TEXT, loaded_at INTEGER,"
	" PRIMARY KEY (source, name)) WITHOUT ROWID, STRICT;"

	/* public: what ONE source says of one vulnerability */
	"CREATE TABLE dictionary (number INTEGER PRIMARY KEY, data BLOB) STRICT;"
	"CREATE TABLE advisory ("
	" key INTEGER PRIMARY KEY,"
	" source TEXT NOT NULL,"
	" id TEXT NOT NULL," /* the source's own name for it */
	" cve INTEGER,"
	" status TEXT,"
	" simple INTEGER NOT NULL," /* one match row alone decides */
	" published_at INTEGER, modified_at INTEGER,"
	" fetched_at INTEGER, stored_at INTEGER, changed_at INTEGER,"
	" seq INTEGER NOT NULL,"
	" hash BLOB NOT NULL," /* of the normalised record */
	" dictionary INTEGER NOT NULL,"
	" rows BLOB NOT NULL," /* where its match rows are, to delete them */
	" body BLOB NOT NULL"  /* the record, zstd */
	") STRICT;"
	"CREATE UNIQUE INDEX advisory_id ON advisory (source, id);"
	"CREATE INDEX advisory_cve ON advisory (cve);"
	"CREATE INDEX advisory_seq ON advisory (seq);"

	/* public: the match index; version '' is a range, '-' is NA */
	"CREATE TABLE product ("
	" id INTEGER PRIMARY KEY, part TEXT NOT NULL, vendor TEXT NOT NULL,"
	" product TEXT NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX product_name ON product (product, vendor, part);"
	/* the few that have wildcards must be found without a scan */
	"CREATE INDEX product_wild ON product (id)"
	" WHERE vendor GLOB '*[*?]*' OR product GLOB '*[*?]*';"
	"CREATE TABLE match_row ("
	" product INTEGER, version TEXT, advisory INTEGER,"
	" number INTEGER," /* of the row within its advisory */
	" detail TEXT,"	   /* other attributes and bounds; NULL: none */
	" PRIMARY KEY (product, version, advisory, number)"
	") WITHOUT ROWID, STRICT;"

	/* public: all sources of one CVE merged */
	"CREATE TABLE vulnerability ("
	" cve INTEGER PRIMARY KEY, status TEXT,"
	" cvss_version TEXT, cvss_vector TEXT, cvss_score INTEGER,"
	" severity TEXT, published_at INTEGER, modified_at INTEGER,"
	" seq INTEGER NOT NULL) STRICT;"
	"CREATE INDEX vulnerability_seq ON vulnerability (seq);"
	"CREATE TABLE kev ("
	" cve INTEGER PRIMARY KEY, added TEXT, due TEXT, ransomware TEXT,"
	" body TEXT NOT NULL, withdrawn_at INTEGER, seq INTEGER NOT NULL)"
	" STRICT;"
	"CREATE INDEX kev_seq ON kev (seq);"
	"CREATE TABLE epss ("
	" cve INTEGER PRIMARY KEY, score INTEGER NOT NULL,"
	" percentile INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;"
	"CREATE INDEX epss_seq ON epss (seq);"

	/* the customer: organizations, services, accounts, systems */
	"CREATE TABLE registry ("
	" kind TEXT, id TEXT, body TEXT NOT NULL,"
	" created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,"
	" removed_at INTEGER, seq INTEGER NOT NULL,"
	" PRIMARY KEY (kind, id)) WITHOUT ROWID, STRICT;"
	/* what no two live accounts share: email and login, in lower case */
	"CREATE TABLE account_name ("
	" key TEXT, value TEXT, account TEXT NOT NULL,"
	" PRIMARY KEY (key, value)) WITHOUT ROWID, STRICT;"
	"CREATE INDEX account_name_account ON account_name (account);"

	/* the customer: software of a system, as each inventory said it */
	"CREATE TABLE software ("
	" key INTEGER PRIMARY KEY,"
	" system TEXT NOT NULL,"
	" source TEXT NOT NULL,"   /* which inventory */
	" identity TEXT NOT NULL," /* what makes it the same software again */
	" cpe_vendor TEXT, cpe_product TEXT," /* to look it up by */
	" body TEXT NOT NULL,"		      /* the record */
	" added_at INTEGER NOT NULL, gone_at INTEGER, seq INTEGER NOT NULL"
	") STRICT;"
	"CREATE UNIQUE INDEX software_identity"
	" ON software (system, source, identity);"
	"CREATE INDEX software_product ON software (cpe_product, cpe_vendor);"
	"CREATE INDEX software_seq ON software (seq);"
	/* to try names again: the same software of many systems at once */
	"CREATE INDEX software_nameless ON software (identity)"
	" WHERE cpe_product IS NULL AND gone_at IS NULL;"

	/* the customer: findings and their history */
	"CREATE TABLE finding ("
	" key INTEGER PRIMARY KEY,"
	" id BLOB NOT NULL UNIQUE,"			 /* 16 bytes */
	" system TEXT NOT NULL, software TEXT NOT NULL," /* its record */
	" cve INTEGER NOT NULL, source TEXT NOT NULL,"
	" state TEXT NOT NULL, level TEXT NOT NULL, due TEXT,"
	" confidence INTEGER NOT NULL, evidence TEXT NOT NULL,"
	" first_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	/* what people decided: dates are days since 1970 */
	" assignee TEXT, plan_due INTEGER,"
	" request INTEGER,"   /* that no action is needed */
	" state_before TEXT," /* it, and what is again when it fails */
	" waived_until INTEGER, waived_basis TEXT) STRICT;"
	"CREATE INDEX finding_system ON finding (system, cve);"
	"CREATE INDEX finding_cve ON finding (cve);"
	"CREATE INDEX finding_seq ON finding (seq);"
	/* what a finding was; what it is stands above, from changed_at on */
	"CREATE TABLE finding_history ("
	" finding INTEGER NOT NULL, valid_from INTEGER NOT NULL,"
	" valid_to INTEGER NOT NULL, state TEXT NOT NULL,"
	" level TEXT NOT NULL, evidence TEXT NOT NULL) STRICT;"
	"CREATE INDEX finding_history_of ON finding_history (finding);"

	/* the customer: what each account knows, and the mail to it */
	"CREATE TABLE told ("
	" account TEXT, subject TEXT," /* a finding's id, or a CVE id */
	" cve INTEGER NOT NULL,"
	" waiting INTEGER NOT NULL, known INTEGER NOT NULL,"
	" level TEXT NOT NULL, kev INTEGER NOT NULL, open INTEGER NOT NULL,"
	" epss INTEGER NOT NULL, criteria TEXT," /* NULL: does not matter */
	" PRIMARY KEY (account, subject)) WITHOUT ROWID, STRICT;"
	"CREATE INDEX told_waiting ON told (account, cve) WHERE waiting=1;"
	"CREATE TABLE outbox ("
	" key INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE,"
	" account TEXT NOT NULL, recipient TEXT NOT NULL,"
	" kind TEXT NOT NULL, thread TEXT, subject TEXT NOT NULL,"
	" about TEXT NOT NULL, findings INTEGER NOT NULL,"
	" text BLOB," /* erased when sent */
	" state TEXT NOT NULL"
	"  CHECK (state IN ('queued', 'sending', 'sent', 'failed',"
	"  'unknown')),"
	" attempts INTEGER NOT NULL, unknown INTEGER NOT NULL,"
	" queued_at INTEGER NOT NULL, next_at INTEGER NOT NULL,"
	" done_at INTEGER, code INTEGER NOT NULL, reply TEXT) STRICT;"
	"CREATE INDEX outbox_open ON outbox (state, next_at)"
	" WHERE state IN ('queued', 'sending');"
	"CREATE INDEX outbox_account ON outbox (account, thread);"

	/* the customer: what each account wants to hear of */
	"CREATE TABLE want ("
	" account TEXT PRIMARY KEY, simple TEXT, expression TEXT,"
	" changed_at INTEGER NOT NULL) WITHOUT ROWID, STRICT;"

	/*
	 * the customer: what waits, or waited, for the approver; its number is
	 * that of its event in the ledger
	 */
	"CREATE TABLE request ("
	" id INTEGER PRIMARY KEY, kind TEXT NOT NULL, status TEXT NOT NULL,"
	" requester TEXT NOT NULL, asked_at INTEGER NOT NULL,"
	" reason TEXT NOT NULL, until INTEGER,"
	" body TEXT NOT NULL," /* what it is about: JSON */
	" decided_by TEXT, decided_at INTEGER, decision TEXT,"
	" approved_until INTEGER, seq INTEGER NOT NULL) STRICT;"
	"CREATE INDEX request_status ON request (status, approved_until);"
	"CREATE INDEX request_seq ON request (seq);"
	/* inventories that wait for one: what the software will be */
	"CREATE TABLE waiting_software ("
	" request INTEGER, system TEXT, identity TEXT,"
	" cpe_vendor TEXT, cpe_product TEXT, body TEXT NOT NULL,"
	" PRIMARY KEY (request, system, identity)) WITHOUT ROWID, STRICT;"
	"CREATE INDEX finding_request ON finding (request)"
	" WHERE request IS NOT NULL;"

	/* the ledger: a chain that only grows, and what may be erased of it */
	"CREATE TABLE ledger ("
	" n INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
	" actor TEXT NOT NULL, object TEXT NOT NULL,"
	" commitment BLOB NOT NULL, link BLOB NOT NULL) STRICT;"
	"CREATE INDEX ledger_object ON ledger (object);"
	"CREATE INDEX ledger_kind ON ledger (kind);"
	"CREATE TABLE ledger_content ("
	" n INTEGER PRIMARY KEY, salt BLOB NOT NULL, content TEXT NOT NULL)"
	" STRICT;"
	"CREATE TRIGGER ledger_fixed BEFORE UPDATE ON ledger"
	" BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;"
	"CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger"
	" BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;"
	"CREATE TRIGGER ledger_order BEFORE INSERT ON ledger"
	" WHEN NEW.n <> (SELECT ifnull(max(n), 0) + 1 FROM ledger)"
	" BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;"
	"CREATE TRIGGER ledger_content_fixed BEFORE UPDATE ON ledger_content"
	" BEGIN SELECT raise(ABORT, 'an event is not changed'); END;",

	/* the software of findings: each text once, it is the most of them */
	"CREATE TABLE finding_software ("
	" key INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE) STRICT;"
	"INSERT INTO finding_software (body)"
	" SELECT DISTINCT software FROM finding;"
	"ALTER TABLE finding ADD COLUMN software_key INTEGER NOT NULL DEFAULT 0;"
	"UPDATE finding SET software_key="
	" (SELECT key FROM finding_software WHERE body=software);"
	"ALTER TABLE finding DROP COLUMN software;"
};

const int schema_version = sizeof schema_migration / sizeof *schema_migration;
