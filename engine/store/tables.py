"""Every table. One word per thing, the same word as in the API and on the page."""
from __future__ import annotations

from sqlalchemy import (Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, LargeBinary, MetaData,
                        String, Table, Text, UniqueConstraint)
from sqlalchemy import false as sql_false

from engine.store.columns import Id, Instant, Json

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s"})


def _id() -> Column:
    return Column("id", Id, primary_key=True)


def _ref(name: str, target: str, **kw) -> Column:
    return Column(name, Id, ForeignKey(f"{target}.id"), **{"nullable": False, **kw})


# -- people and units -----------------------------------------------------------------------------------------
unit = Table("unit", metadata, _id(),
    Column("code", String(64), nullable=False, unique=True), Column("name", String(128), nullable=False),
    Column("kind", String(32), nullable=False), _ref("parent_id", "unit", nullable=True),
    #: the legal subject in whose name papers go out; an internal team has none of its own
    Column("agency", String(128), nullable=False), Column("short", String(64), nullable=False),
    #: named in the remedy texts of papers: who hears a reconsideration, which court
    Column("government", String(128), nullable=False), Column("court", String(128), nullable=False),
    #: the county whose people alone may know of it; a city has none and is above them
    _ref("county_id", "unit", nullable=True),
    #: the department that guides and reads what a seconded station 派驻机构 does while the town assigns (双重管理)
    _ref("guided_by_id", "unit", nullable=True),
    #: in being from this day to this day; then its successor answers for it
    Column("from_on", Date), Column("until_on", Date), _ref("successor_id", "unit", nullable=True),
    Column("version", Integer, nullable=False, server_default="1"))
#: what a unit was before each change, so that a paper of last year can be read by last year's names
unit_change = Table("unit_change", metadata, _id(), _ref("unit_id", "unit", index=True), Column("on", Date, nullable=False),
    Column("kind", String(16), nullable=False), Column("before", Json, nullable=False), Column("after", Json, nullable=False),
    Column("document", String(200), nullable=False, default=""), Column("at", Instant, nullable=False), _ref("made_by", "person", nullable=True))
#: grids 网格 and the villages 村 they lie in
grid = Table("grid", metadata, Column("code", String(64), primary_key=True),
    Column("name", String(128), nullable=False), _ref("unit_id", "unit"), Column("kind", String(16), nullable=False, server_default="grid"),
    Column("parent_code", String(64)))
#: the chain of responsibility 责任链 of a grid or village: who answers for it, as what, in which days
grid_post = Table("grid_post", metadata, _id(), Column("grid_code", String(64), ForeignKey("grid.code"), nullable=False, index=True),
    _ref("person_id", "person", index=True), Column("role", String(16), nullable=False), Column("from_on", Date, nullable=False), Column("until_on", Date),
    UniqueConstraint("grid_code", "person_id", "role", "from_on"))
person = Table("person", metadata, _id(),
    Column("code", String(64), nullable=False, unique=True), Column("name", String(64), nullable=False),
    Column("kind", String(32), nullable=False), _ref("unit_id", "unit"),
    Column("active", Boolean, nullable=False, default=True),
    #: keyed hash of the number of the identity card: the same natural person cannot be entered twice
    Column("identity", String(64)),
    #: since when they review 法制审核; who began before the licence was asked for needs none
    Column("reviewer_since", Date), Column("left_on", Date), Column("version", Integer, nullable=False, server_default="1"))
Index("uq_person_identity", person.c.identity, unique=True)
post = Table("post", metadata, _id(), _ref("person_id", "person"), _ref("unit_id", "unit"),
    Column("duty", String(32), nullable=False), Column("from_on", Date), Column("until_on", Date),
    UniqueConstraint("person_id", "unit_id", "duty"))
#: one of the three administrators 三员: system, security, audit. Nobody is two of them, and none of them holds a post
administrator = Table("administrator", metadata, _ref("person_id", "person", primary_key=True), Column("role", String(16), nullable=False),
    Column("given_at", Instant, nullable=False), _ref("given_by", "person", nullable=True),
    CheckConstraint("role in ('system','security','audit')", name="role"))
#: what one administrator proposes for a person and another confirms: give or take a role, forget a lost second factor
administrator_change = Table("administrator_change", metadata, _id(), _ref("person_id", "person", index=True), Column("kind", String(16), nullable=False),
    Column("role", String(16)), Column("reason", String(200), nullable=False), Column("state", String(16), nullable=False),
    Column("proposed_at", Instant, nullable=False), _ref("proposed_by", "person"), Column("settled_at", Instant), _ref("settled_by", "person", nullable=True),
    CheckConstraint("state in ('proposed','done','refused')", name="state"), CheckConstraint("kind in ('give','take','factor')", name="kind"),
    CheckConstraint("proposed_by <> person_id", name="not_own"),
    CheckConstraint("settled_by is null or (settled_by <> proposed_by and settled_by <> person_id)", name="two"))
#: a course attended and an examination sat; without a passed one no certificate is entered or renewed
training = Table("training", metadata, _id(), _ref("person_id", "person", index=True), Column("kind", String(16), nullable=False),
    Column("name", String(128), nullable=False), Column("on", Date, nullable=False), Column("hours", Integer), Column("score", Integer),
    Column("passed", Boolean), Column("added_at", Instant, nullable=False), _ref("added_by", "person", nullable=True))
#: one periodic look through the certificates 证件清理 of a unit
clean_out = Table("clean_out", metadata, _id(), _ref("unit_id", "unit", index=True), Column("on", Date, nullable=False), Column("value", Json, nullable=False),
    #: proposed until it is applied or dropped
    Column("state", String(16), nullable=False), Column("at", Instant, nullable=False), _ref("made_by", "person", nullable=True),
    Column("settled_at", Instant), _ref("settled_by", "person", nullable=True), CheckConstraint("state in ('proposed','applied','dropped')", name="state"))
qualification = Table("qualification", metadata, _id(), _ref("person_id", "person", index=True),
    Column("kind", String(32), nullable=False), Column("number", String(64), nullable=False, unique=True),
    Column("scope", String(255), nullable=False, default=""), Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False), Column("suspended", Boolean, nullable=False, default=False),
    #: taken back for good; it stays suspended then, so that whoever asks only for that is not misled
    Column("withdrawn_on", Date), Column("version", Integer, nullable=False, server_default="1"))
#: the life of a certificate: entered, renewed, suspended, reinstated, withdrawn, each with its reason and document
qualification_change = Table("qualification_change", metadata, _id(), _ref("qualification_id", "qualification", index=True),
    Column("kind", String(16), nullable=False), Column("on", Date, nullable=False), Column("reason", String(200), nullable=False),
    Column("document", String(200), nullable=False, default=""), Column("valid_until", Date, nullable=False), Column("at", Instant, nullable=False),
    _ref("made_by", "person", nullable=True))
account = Table("account", metadata, _id(), _ref("person_id", "person"),
    Column("login", String(64), nullable=False, unique=True), Column("password_hash", String(255)),
    Column("active", Boolean, nullable=False, default=True), Column("failures", Integer, nullable=False, default=0),
    Column("first_failure_at", Instant), Column("locked_until", Instant), Column("lockouts", Integer, nullable=False, server_default="0"),
    Column("password_at", Instant), Column("must_change", Boolean, nullable=False, server_default=sql_false()),
    #: the second factor: its secret enciphered, the last step used (a code works once), the hashes of the recovery codes left
    Column("totp", String(255)), Column("totp_step", Id), Column("recovery", Json))
#: hashes of passwords that may not come again
password_past = Table("password_past", metadata, _id(), _ref("account_id", "account", index=True), Column("hash", String(255), nullable=False),
    Column("at", Instant, nullable=False))
#: the single-use secret with which a person sets a password; the administrator who asked for it never sees the password
password_reset = Table("password_reset", metadata, _id(), _ref("account_id", "account", index=True), Column("hash", String(64), nullable=False, unique=True),
    Column("ends_at", Instant, nullable=False), Column("used_at", Instant), Column("made_at", Instant, nullable=False), _ref("made_by", "person", nullable=True))
#: who an identity provider says somebody is
identity = Table("identity", metadata, _id(), _ref("account_id", "account", index=True), Column("issuer", String(255), nullable=False),
    Column("subject", String(255), nullable=False), Column("added_at", Instant, nullable=False), UniqueConstraint("issuer", "subject"))
#: whom the administrator expects from the identity provider: the first to sign in with this value is tied to the account, once
identity_awaited = Table("identity_awaited", metadata, _id(), _ref("account_id", "account", index=True), Column("issuer", String(255), nullable=False),
    Column("value", String(255), nullable=False), Column("made_at", Instant, nullable=False), _ref("made_by", "person"), UniqueConstraint("issuer", "value"))
#: a way to the identity provider and back that somebody has begun; it is taken once, by the browser that began it
errand = Table("errand", metadata, Column("id", String(64), primary_key=True), Column("browser", String(64), nullable=False),
    Column("nonce", String(64), nullable=False), Column("verifier", String(128), nullable=False), Column("next", String(500), nullable=False),
    #: the account that is to be tied to whoever comes back; none where somebody signs in
    _ref("account_id", "account", nullable=True), Column("ends_at", Instant, nullable=False))
session = Table("session", metadata, Column("id", String(64), primary_key=True), _ref("account_id", "account", index=True),
    Column("csrf", String(64), nullable=False), Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False), Column("ends_at", Instant, nullable=False),
    #: when a password or second factor was last given in it; what weighs much asks for a fresh one
    Column("proved_at", Instant), Column("address", String(64)), Column("agent", String(200)), Column("way", String(16)),
    #: digest of what the person could do and prove when it began; once that has changed, it has ended
    Column("stamp", String(64)))
#: a browser or program that somebody has signed in from before: its failures are counted apart, so that nobody who only knows a login can
#: lock its owner out. The key is the hash of what its cookie holds.
device = Table("device", metadata, Column("id", String(64), primary_key=True), _ref("account_id", "account", index=True),
    Column("made_at", Instant, nullable=False), Column("ends_at", Instant, nullable=False), Column("failures", Integer, nullable=False, server_default="0"),
    Column("first_failure_at", Instant), Column("locked_until", Instant), Column("lockouts", Integer, nullable=False, server_default="0"))
token = Table("token", metadata, _id(), _ref("account_id", "account"), Column("name", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True), Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    #: the permissions it carries, never more than its account's; None for all of them
    Column("scope", Json), Column("used_at", Instant), Column("revoked_at", Instant))

# -- what the designers deployed --------------------------------------------------------------------------------
deployment = Table("deployment", metadata, _id(), Column("at", Instant, nullable=False), _ref("person_id", "person", nullable=True))
definition = Table("definition", metadata, _id(), Column("key", String(64), nullable=False),
    Column("version", Integer, nullable=False), Column("name", String(128), nullable=False),
    Column("root", Boolean, nullable=False), Column("digest", String(64), nullable=False),
    Column("bundle", LargeBinary, nullable=False), Column("deployed_at", Instant, nullable=False),
    UniqueConstraint("key", "version"), UniqueConstraint("key", "digest"))
#: a deployment is the whole set in force at one moment, so a running case keeps the called processes' versions too
deployed = Table("deployed", metadata, _ref("deployment_id", "deployment", primary_key=True),
    Column("key", String(64), primary_key=True), _ref("definition_id", "definition"))

# -- the case ---------------------------------------------------------------------------------------------------
case_file = Table("case_file", metadata, _id(), Column("number", String(64)),
    Column("title", String(200), nullable=False), _ref("unit_id", "unit"),
    Column("status", String(16), nullable=False), Column("stage", String(16), nullable=False),
    Column("item_code", String(32)), Column("party_name", String(128)), Column("party_key", String(192)), Column("version", Integer, nullable=False),
    Column("facts", Json, nullable=False), Column("met", Json, nullable=False),
    #: how often each element was entered, as {"process/element": times}
    Column("rounds", Json, nullable=False),
    Column("opened_at", Instant, nullable=False), Column("updated_at", Instant, nullable=False),
    Column("filed_on", Date), Column("closed_on", Date),
    #: who filed it, where another unit carries it on since a power was taken back
    _ref("filing_unit_id", "unit", nullable=True),
    #: whether the party was under age at the act: their name is then shown to few and found by nobody
    Column("minor", Boolean, nullable=False, server_default=sql_false()),
    CheckConstraint("status in ('lead','filed','closed','ended')", name="status"), UniqueConstraint("unit_id", "number"))
Index(None, case_file.c.unit_id, case_file.c.updated_at, case_file.c.id)
#: the same party in another case: what a gate asks before a second fine for one act
Index("ix_case_file_party_key", case_file.c.party_key, postgresql_where=case_file.c.party_key.is_not(None),
      sqlite_where=case_file.c.party_key.is_not(None))
#: the newest of many units at once
Index("ix_case_file_updated_at", case_file.c.updated_at, case_file.c.id)
Index("ix_case_file_filing", case_file.c.filing_unit_id, postgresql_where=case_file.c.filing_unit_id.is_not(None),
      sqlite_where=case_file.c.filing_unit_id.is_not(None))
lead = Table("lead", metadata, _id(), _ref("case_id", "case_file", unique=True),
    #: whose number it is, whoever has the case by now
    _ref("unit_id", "unit"), Column("number", String(64), nullable=False), Column("source", String(16), nullable=False),
    Column("place", String(200), nullable=False), Column("grid_code", String(64)), Column("found_on", Date, nullable=False),
    Column("description", Text, nullable=False), _ref("reported_by", "person"), Column("reported_at", Instant, nullable=False), UniqueConstraint("unit_id", "number"))
#: apart from the lead, so that no list, search, export or event can carry it by accident
informant = Table("informant", metadata, _ref("lead_id", "lead", primary_key=True), Column("name", String(64), nullable=False),
    Column("phone", String(32), nullable=False, default=""), Column("note", Text, nullable=False, default=""))
instance = Table("instance", metadata, _id(), _ref("case_id", "case_file", index=True), _ref("deployment_id", "deployment"),
    Column("process", String(64), nullable=False), Column("state", LargeBinary), Column("version", Integer, nullable=False),
    Column("completed", Boolean, nullable=False), Column("waiting_clocks", Json, nullable=False), Column("next_at", Instant))
Index("ix_instance_next_at", instance.c.next_at, postgresql_where=instance.c.next_at.is_not(None),
      sqlite_where=instance.c.next_at.is_not(None))
task = Table("task", metadata, _id(), _ref("case_id", "case_file"), _ref("instance_id", "instance"),
    Column("engine_id", String(32), nullable=False, unique=True), Column("process", String(64), nullable=False),
    Column("element", String(128), nullable=False), Column("name", String(128), nullable=False),
    Column("duty", String(32), nullable=False), _ref("unit_id", "unit"), Column("state", String(16), nullable=False),
    _ref("assignee_id", "person", nullable=True), _ref("owner_id", "person", nullable=True),
    Column("officers", Integer, nullable=False), Column("signers", Json, nullable=False),
    Column("round", Integer, nullable=False), Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False), Column("due_at", Instant, nullable=False), Column("due_clock", String(64)),
    Column("draft", Json), Column("form", Json), Column("completed_at", Instant), _ref("completed_by", "person", nullable=True),
    #: as whose substitute it is held or was done; from which unit it went up because nobody was left there, and why
    _ref("for_id", "person", nullable=True), _ref("escalated_from_id", "unit", nullable=True), Column("escalated_why", String(200)),
    CheckConstraint("state in ('open','signing','done','cancelled')", name="state"))
_live = task.c.state.in_(("open", "signing"))
#: the last rounds of each step are found in the index alone
Index("ix_task_case", task.c.case_id, task.c.state, task.c.process, task.c.element, task.c.id)
Index("ix_task_pool", task.c.unit_id, task.c.duty, task.c.due_at, task.c.id,
      postgresql_where=_live & task.c.assignee_id.is_(None), sqlite_where=_live & task.c.assignee_id.is_(None))
Index("ix_task_mine", task.c.assignee_id, task.c.due_at, task.c.id, postgresql_where=_live, sqlite_where=_live)
Index("ix_task_owner", task.c.owner_id, postgresql_where=_live & task.c.owner_id.is_not(None), sqlite_where=_live & task.c.owner_id.is_not(None))
Index("ix_task_escalated", task.c.unit_id, task.c.duty, postgresql_where=_live & task.c.escalated_from_id.is_not(None),
      sqlite_where=_live & task.c.escalated_from_id.is_not(None))
case_duty = Table("case_duty", metadata, _id(), _ref("case_id", "case_file"), _ref("person_id", "person"),
    Column("duty", String(32), nullable=False), Column("task_name", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    #: for whom, where it was borne as their substitute 代理; why, where a soft pair asks for a reason
    _ref("for_id", "person", nullable=True), Column("reason", String(200)), UniqueConstraint("case_id", "person_id", "duty"))
Index(None, case_duty.c.person_id, case_duty.c.case_id)
#: the hard pairs of the rule pack, read by the trigger that refuses a separated duty below every interface
separated = Table("separated", metadata, Column("held", String(32), primary_key=True), Column("wanted", String(32), primary_key=True),
    #: hard refuses; soft asks for a recorded reason
    Column("force", String(8), nullable=False, server_default="hard"))
recusal = Table("recusal", metadata, _ref("case_id", "case_file", primary_key=True), _ref("person_id", "person", primary_key=True),
    Column("reason", Text, nullable=False), Column("at", Instant, nullable=False))
#: asked for by the person concerned or by the party, decided by the head (行政处罚法第四十三条)
recusal_request = Table("recusal_request", metadata, _id(), _ref("case_id", "case_file", index=True), _ref("person_id", "person", index=True),
    Column("ground", String(16), nullable=False), Column("by", String(16), nullable=False), Column("reason", Text, nullable=False),
    Column("state", String(16), nullable=False), Column("asked_at", Instant, nullable=False), _ref("asked_by", "person"),
    Column("decided_at", Instant), _ref("decided_by", "person", nullable=True), _ref("decided_for_id", "person", nullable=True), Column("decision", Text),
    CheckConstraint("state in ('asked','granted','refused')", name="state"))
#: days on which a person is away
absence = Table("absence", metadata, _id(), _ref("person_id", "person", index=True), Column("from_at", Instant, nullable=False),
    Column("until_at", Instant, nullable=False), Column("kind", String(16), nullable=False), Column("note", String(200), nullable=False, default=""),
    Column("made_at", Instant, nullable=False), _ref("made_by", "person"), Column("ended_at", Instant))
#: one person stands in for another 代理, for one duty at one unit, within a window; it confers no more than the other has
substitution = Table("substitution", metadata, _id(), _ref("person_id", "person", index=True), _ref("deputy_id", "person", index=True),
    _ref("unit_id", "unit"), Column("duty", String(32), nullable=False), Column("from_at", Instant, nullable=False),
    Column("until_at", Instant, nullable=False), Column("reason", String(200), nullable=False), Column("made_at", Instant, nullable=False),
    _ref("made_by", "person"), Column("ended_at", Instant), CheckConstraint("person_id <> deputy_id", name="two"))
#: an operator's repair of a case: proposed by one person with a reason, done by another
repair = Table("repair", metadata, _id(), _ref("case_id", "case_file", index=True), Column("kind", String(16), nullable=False),
    Column("value", Json, nullable=False), Column("reason", Text, nullable=False), Column("state", String(16), nullable=False),
    Column("proposed_at", Instant, nullable=False), _ref("proposed_by", "person"), Column("settled_at", Instant),
    _ref("settled_by", "person", nullable=True), Column("case_version", Integer, nullable=False),
    CheckConstraint("state in ('proposed','done','refused')", name="state"), CheckConstraint("settled_by is null or settled_by <> proposed_by", name="two"))
clock = Table("clock", metadata, _id(), _ref("case_id", "case_file", index=True), Column("code", String(64), nullable=False),
    Column("gen", Integer, nullable=False), Column("state", String(16), nullable=False),
    Column("next_at", Instant), Column("due_at", Instant, nullable=False), Column("value", Json, nullable=False),
    UniqueConstraint("case_id", "code", "gen"))
Index("ix_clock_next_at", clock.c.next_at, postgresql_where=clock.c.next_at.is_not(None), sqlite_where=clock.c.next_at.is_not(None))
_open = clock.c.state.in_(("running", "suspended"))
Index("ix_clock_open", clock.c.case_id, clock.c.due_at, postgresql_where=_open, sqlite_where=_open)
#: task_id: none for a paper of an act that no drawn task stands for (登记保存、查封扣押)
paper = Table("paper", metadata, _id(), _ref("case_id", "case_file"), _ref("task_id", "task", nullable=True),
    Column("kind", String(64), nullable=False), Column("name", String(128), nullable=False), Column("number", String(128)),
    _ref("unit_id", "unit"), Column("year", Integer, nullable=False), Column("serial", Integer, nullable=False),
    Column("data", Json, nullable=False), Column("digest", String(64), nullable=False),
    Column("issued_at", Instant, nullable=False), _ref("issued_by", "person"),
    #: a void number is kept with its reason and never used again
    Column("voided_at", Instant), Column("void_reason", String(200)), _ref("voided_by", "person", nullable=True),
    #: how it reached whom it is for 送达, where no drawn task says so
    Column("service", Json), UniqueConstraint("unit_id", "kind", "year", "serial"), UniqueConstraint("unit_id", "number"))
Index("ix_paper_case_id", paper.c.case_id, paper.c.kind, paper.c.id)
serial = Table("serial", metadata, _ref("unit_id", "unit", primary_key=True), Column("kind", String(64), primary_key=True),
    Column("year", Integer, primary_key=True), Column("last", Integer, nullable=False))
evidence = Table("evidence", metadata, _id(), _ref("case_id", "case_file", index=True), Column("kind", String(32), nullable=False),
    Column("name", String(200), nullable=False), Column("source", String(32), nullable=False), Column("obtained_at", Instant, nullable=False),
    Column("officers", Json, nullable=False), Column("proves", Text, nullable=False), Column("monitoring", Json),
    Column("digest", String(64)), Column("added_at", Instant, nullable=False), _ref("added_by", "person"),
    Column("voided_at", Instant), Column("void_reason", String(200)))
#: a file handed in, stored outside the web root under its digest; seen by others once it is clean
upload = Table("upload", metadata, _id(), _ref("case_id", "case_file", index=True), _ref("evidence_id", "evidence", nullable=True, index=True),
    Column("name", String(200), nullable=False), Column("type", String(64), nullable=False), Column("size", Id, nullable=False),
    Column("digest", String(64), nullable=False), Column("key", String(64), nullable=False, unique=True), Column("state", String(16), nullable=False),
    Column("verdict", String(200), nullable=False, default=""), Column("added_at", Instant, nullable=False), _ref("added_by", "person"),
    CheckConstraint("state in ('quarantined','clean','refused')", name="state"))
record = Table("record", metadata, _id(), _ref("case_id", "case_file", index=True), Column("kind", String(16), nullable=False),
    Column("began_at", Instant, nullable=False), Column("ended_at", Instant, nullable=False), Column("officers", Json, nullable=False),
    Column("value", Json, nullable=False), Column("added_at", Instant, nullable=False), _ref("added_by", "person"),
    Column("voided_at", Instant), Column("void_reason", String(200)))
#: executed_at: none while it is only proposed or approved
measure = Table("measure", metadata, _id(), _ref("case_id", "case_file", index=True), Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False), Column("version", Integer, nullable=False), Column("executed_at", Instant),
    Column("officers", Json, nullable=False), Column("value", Json, nullable=False))
#: a case on its way to the police as a suspected crime 移送涉嫌犯罪案件; one at a time
crime_transfer = Table("crime_transfer", metadata, _id(), _ref("case_id", "case_file", index=True), Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False), Column("officers", Json, nullable=False), Column("value", Json, nullable=False))
review_sheet = Table("review_sheet", metadata, _id(), _ref("case_id", "case_file", index=True), Column("model", String(64), nullable=False),
    Column("sheet", Json, nullable=False), Column("total", Integer, nullable=False), Column("grade", String(32), nullable=False),
    Column("at", Instant, nullable=False), _ref("assessed_by", "person"),
    Column("version", Integer, nullable=False), Column("confirmed_at", Instant), _ref("confirmed_by", "person", nullable=True))
#: a look at protected data 查阅: of whom by whom, which fields, and the reason given; the fact alone stands in the chain
disclosure = Table("disclosure", metadata, _id(), _ref("case_id", "case_file", index=True), _ref("person_id", "person"),
    Column("fields", Json, nullable=False), Column("reason", String(200), nullable=False), Column("at", Instant, nullable=False))
comment = Table("comment", metadata, _id(), _ref("case_id", "case_file", index=True), _ref("task_id", "task", nullable=True),
    _ref("person_id", "person"), Column("text", Text, nullable=False), Column("at", Instant, nullable=False))

# -- law that a county publishes itself -------------------------------------------------------------------------------
calendar_year = Table("calendar_year", metadata, _id(), Column("year", Integer, nullable=False), Column("version", Integer, nullable=False),
    Column("source", String(200), nullable=False), Column("value", Json, nullable=False), Column("published_at", Instant, nullable=False),
    _ref("published_by", "person", nullable=True), UniqueConstraint("year", "version"))
#: one walk over the running clocks after a calendar was published, case by case
recount = Table("recount", metadata, _id(), _ref("calendar_id", "calendar_year"),
    #: clocks that end before this day are not concerned
    Column("first_on", Date, nullable=False), Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False), Column("changed", Integer, nullable=False),
    #: the last case that is done
    Column("reached", Id, nullable=False), Column("started_at", Instant, nullable=False),
    #: until when the process that walks has said it is alive
    Column("held_until", Instant), Column("finished_at", Instant))
power_list = Table("power_list", metadata, _id(), _ref("unit_id", "unit"), Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False), Column("value", Json, nullable=False), Column("made_at", Instant, nullable=False),
    _ref("made_by", "person", nullable=True), UniqueConstraint("unit_id", "version"))
power_step = Table("power_step", metadata, _id(), _ref("list_id", "power_list", index=True), Column("at", Instant, nullable=False),
    _ref("person_id", "person", nullable=True), Column("value", Json, nullable=False))
#: what is taken back from a unit; it holds once a second person has confirmed it
power_recall = Table("power_recall", metadata, _id(), _ref("unit_id", "unit"), Column("state", String(16), nullable=False),
    Column("value", Json, nullable=False), Column("made_at", Instant, nullable=False), _ref("made_by", "person", nullable=True),
    Column("confirmed_at", Instant), _ref("confirmed_by", "person", nullable=True))

# -- the workbench ---------------------------------------------------------------------------------------------------
#: a process folder on a designer's desk: drawn, proven, tried, approved by a second person, deployed
draft = Table("draft", metadata, _id(), Column("key", String(64), nullable=False), Column("name", String(128), nullable=False),
    Column("state", String(16), nullable=False), Column("version", Integer, nullable=False),
    #: the folder as packed by engine.process.bundle, and its digest
    Column("bundle", LargeBinary, nullable=False), Column("digest", String(64), nullable=False),
    #: the deployed version it was taken from, if one
    _ref("base_id", "definition", nullable=True), Column("note", String(500), nullable=False, default=""),
    Column("made_at", Instant, nullable=False), _ref("made_by", "person"), Column("updated_at", Instant, nullable=False), _ref("updated_by", "person"),
    Column("submitted_at", Instant), _ref("submitted_by", "person", nullable=True),
    #: approval is of this digest and no other
    Column("approved_at", Instant), _ref("approved_by", "person", nullable=True), Column("approved_digest", String(64)),
    _ref("deployment_id", "deployment", nullable=True),
    CheckConstraint("state in ('draft','submitted','approved','deployed','withdrawn')", name="state"),
    CheckConstraint("approved_by is null or approved_by <> submitted_by", name="two"))
Index("ix_draft_updated_at", draft.c.updated_at, draft.c.id)
#: everybody who has changed a draft; none of them may approve it
draft_hand = Table("draft_hand", metadata, _ref("draft_id", "draft", primary_key=True), _ref("person_id", "person", primary_key=True),
    Column("at", Instant, nullable=False))
#: one move of running cases to a newer deployment, case by case
move = Table("move", metadata, _id(), Column("process", String(64), nullable=False), _ref("from_id", "deployment", nullable=True), _ref("to_id", "deployment"),
    Column("state", String(16), nullable=False), Column("total", Integer, nullable=False), Column("done", Integer, nullable=False),
    Column("reached", Id, nullable=False), Column("reason", Text, nullable=False), Column("made_at", Instant, nullable=False), _ref("made_by", "person"),
    _ref("confirmed_by", "person", nullable=True), Column("held_until", Instant), Column("finished_at", Instant),
    CheckConstraint("state in ('planned','running','paused','done','dropped')", name="state"),
    CheckConstraint("confirmed_by is null or confirmed_by <> made_by", name="two"))
moved_case = Table("moved_case", metadata, _ref("move_id", "move", primary_key=True), _ref("case_id", "case_file", primary_key=True),
    Column("verdict", String(16), nullable=False), Column("value", Json, nullable=False), Column("at", Instant))

# -- what happened, in one chain ----------------------------------------------------------------------------------
event = Table("event", metadata, Column("seq", Id, primary_key=True, autoincrement=False), Column("at", Instant, nullable=False),
    Column("action", String(32), nullable=False), _ref("person_id", "person", nullable=True),
    _ref("account_id", "account", nullable=True), _ref("case_id", "case_file", nullable=True),
    _ref("task_id", "task", nullable=True), Column("data", Json, nullable=False),
    #: one effect happens once: a second firing of the same mark breaks here and rolls back
    Column("effect", String(128), unique=True), Column("alg", String(8), nullable=False),
    Column("prev", String(64), nullable=False), Column("hash", String(64), nullable=False))
Index("ix_event_case", event.c.case_id, event.c.seq)
event_head = Table("event_head", metadata, Column("id", Integer, primary_key=True, autoincrement=False), Column("seq", Id, nullable=False),
    Column("hash", String(64), nullable=False),
    #: how often the county's own rules have changed; see engine.store.edition
    Column("edition", Integer, nullable=False, server_default="0"))
request = Table("request", metadata, _ref("account_id", "account", primary_key=True), Column("key", String(128), primary_key=True),
    Column("digest", String(64), nullable=False), Column("answer", Json, nullable=False), Column("at", Instant, nullable=False))
incident = Table("incident", metadata, _id(), _ref("case_id", "case_file", nullable=True), Column("kind", String(32), nullable=False),
    Column("ref", String(64), nullable=False), Column("error", Text, nullable=False), Column("tries", Integer, nullable=False),
    Column("retry_at", Instant), Column("opened_at", Instant, nullable=False), Column("closed_at", Instant), UniqueConstraint("kind", "ref"))
setting = Table("setting", metadata, Column("key", String(64), primary_key=True), Column("value", Json, nullable=False))
