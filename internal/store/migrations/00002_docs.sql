-- +goose Up
CREATE TABLE objects (
    hash TEXT   NOT NULL PRIMARY KEY,
    type BIGINT NOT NULL,
    size BIGINT NOT NULL,
    z    BYTEA  NOT NULL
);

CREATE TABLE refs (
    name TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL
);

CREATE TABLE commits (
    hash     TEXT   NOT NULL PRIMARY KEY,
    tree     TEXT   NOT NULL,
    parents  TEXT   NOT NULL,
    gen      BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    author   TEXT   NOT NULL,
    decider  TEXT   NOT NULL,
    proposal BIGINT NOT NULL,
    summary  BYTEA  NOT NULL,
    at       BIGINT NOT NULL
);
CREATE UNIQUE INDEX commits_seq ON commits (seq) WHERE seq > 0;

CREATE TABLE pages (
    path        TEXT   NOT NULL PRIMARY KEY,
    title       BYTEA  NOT NULL,
    blob_hash   TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    commit_hash TEXT   NOT NULL,
    passages    TEXT   NOT NULL,
    words       BIGINT NOT NULL,
    changed     BIGINT NOT NULL
);

-- Which pages the living passages are on: pages.passages the other way round.
CREATE TABLE page_passages (
    passage TEXT NOT NULL,
    path    TEXT NOT NULL,
    PRIMARY KEY (passage, path)
);
CREATE INDEX page_passages_path ON page_passages (path, passage);

CREATE TABLE versions (
    path        TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    commit_hash TEXT   NOT NULL,
    blob_hash   TEXT   NOT NULL,
    title       BYTEA  NOT NULL,
    passages    TEXT   NOT NULL,
    author      TEXT   NOT NULL,
    decider     TEXT   NOT NULL,
    proposal    BIGINT NOT NULL,
    summary     BYTEA  NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (path, seq)
);
CREATE INDEX versions_seq ON versions (seq, path);

CREATE TABLE passage_log (
    passage  TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    change   TEXT   NOT NULL,
    path     TEXT   NOT NULL,
    text     BYTEA  NOT NULL,
    author   TEXT   NOT NULL,
    decider  TEXT   NOT NULL,
    proposal BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (passage, seq, change)
);

CREATE TABLE search_docs (
    id      BIGINT NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    digest  TEXT   NOT NULL,
    part    TEXT   NOT NULL,
    lang    TEXT   NOT NULL,
    title   BYTEA  NOT NULL,
    text    BYTEA  NOT NULL,
    stems   TEXT   NOT NULL
);
CREATE INDEX search_docs_subject ON search_docs (kind, subject);

-- The weight is part of the key so that a search reads the index alone.
CREATE TABLE search_postings (
    stem   TEXT   NOT NULL,
    doc    BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (stem, doc, weight)
);
