BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002_tasks');
CREATE TABLE draft_versions (
	draft_id VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	written_at VARCHAR(32) NOT NULL, 
	why TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_draft_versions PRIMARY KEY (draft_id, version), 
	CONSTRAINT fk_draft_versions_draft_id FOREIGN KEY(draft_id) REFERENCES drafts (id) ON DELETE CASCADE
);
CREATE TABLE drafts (
	id VARCHAR(32) NOT NULL, 
	genre VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	period TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (id)
);
INSERT INTO "drafts" VALUES('d1','work_summary','2025年工作总结','第一党支部','2025',1,'2026-01-02T08:00:00+00:00','2026-01-02T08:00:00+00:00');
CREATE TABLE task_events (
	id INTEGER NOT NULL, 
	task_id VARCHAR(32) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	changes TEXT NOT NULL, 
	CONSTRAINT pk_task_events PRIMARY KEY (id), 
	CONSTRAINT fk_task_events_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE
);
INSERT INTO "task_events" VALUES(1,'t1','2026-01-02T08:00:00+00:00','{"progress":["","10"]}');
CREATE TABLE tasks (
	id VARCHAR(32) NOT NULL, 
	"plan" TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	year INTEGER, 
	ordinal INTEGER NOT NULL, 
	matter TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	due TEXT NOT NULL, 
	deadline DATE, 
	outcome TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	progress INTEGER, 
	note TEXT NOT NULL, 
	carried VARCHAR(32), 
	details TEXT NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_tasks PRIMARY KEY (id)
);
INSERT INTO "tasks" VALUES('t1','2026年工作计划','第一党支部',2026,1,'开展主题党日','每月一次','组织委员','12月底','2026-12-31','记录齐全','','planned',NULL,'',NULL,'{"citations":{},"sources":[],"evidence":[]}','2026-01-02T08:00:00+00:00');
CREATE INDEX ix_drafts_updated_at ON drafts (updated_at);
CREATE INDEX ix_tasks_plan ON tasks ("plan");
CREATE INDEX ix_tasks_year ON tasks (year);
CREATE INDEX ix_task_events_task_id ON task_events (task_id);
COMMIT;
