-- A diary as the first version of the coach's diary wrote it. Do not change it: it must open for ever.
CREATE TABLE session (
        id INTEGER PRIMARY KEY,
        protocol TEXT NOT NULL,
        version INTEGER NOT NULL,
        title TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT,
        ending TEXT CHECK (ending IN ('finished', 'stopped')),
        level TEXT NOT NULL,
        language TEXT NOT NULL,
        choices TEXT NOT NULL,
        comfort_before INTEGER,
        comfort_after INTEGER
    );
CREATE TABLE done (
        session INTEGER NOT NULL REFERENCES session (id),
        protocol TEXT NOT NULL,
        chapter INTEGER NOT NULL,
        title TEXT NOT NULL,
        side TEXT,
        strip TEXT,
        spot INTEGER,
        passage INTEGER,
        held REAL NOT NULL,
        at TEXT NOT NULL
    );
CREATE TABLE comfort (
        session INTEGER NOT NULL REFERENCES session (id),
        at TEXT NOT NULL,
        chapter INTEGER NOT NULL,
        value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 9)
    );
INSERT INTO session VALUES (1,'small',1,'Small','2026-03-01T08:00:00+01:00','2026-03-01T08:12:30+01:00','finished','learn','en','{"side":"both"}',3,1);
INSERT INTO session VALUES (2,'small',1,'Small','2026-03-03T23:55:00+01:00',NULL,NULL,'learn','en','{"side":"left"}',NULL,NULL);
INSERT INTO done VALUES (1,'small',2,'Left arm, top, spot 1 of 2','left','top',1,1,5.0,'2026-03-01T08:04:00+01:00');
INSERT INTO done VALUES (1,'small',3,'Left arm, top, spot 2 of 2','left','top',2,1,5.0,'2026-03-01T08:06:00+01:00');
INSERT INTO done VALUES (2,'small',2,'Left arm, top, spot 1 of 2','left','top',1,1,5.0,'2026-03-04T00:01:00+01:00');
INSERT INTO comfort VALUES (1,'2026-03-01T08:01:00+01:00',1,3);
INSERT INTO comfort VALUES (1,'2026-03-01T08:11:00+01:00',4,1);
PRAGMA user_version = 1;
