-- The SQL here runs on SQLite and on PostgreSQL alike. Times are microseconds
-- since 1970 in UTC; a time that never was is year 1. Bytes that come from
-- files and from imported commits may not be valid UTF-8, which TEXT of
-- PostgreSQL refuses: such columns are BYTEA.

-- +goose Up
CREATE TABLE counters (
    kind  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE ops (
    op_id  TEXT   NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    result TEXT   NOT NULL
);

CREATE TABLE outbox (
    id      BIGINT  NOT NULL PRIMARY KEY,
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    touches TEXT    NOT NULL,
    areas   TEXT    NOT NULL,
    at      BIGINT  NOT NULL,
    data    TEXT    NOT NULL,
    done    BOOLEAN NOT NULL,
    next_at BIGINT  NOT NULL,
    tries   BIGINT  NOT NULL,
    error   TEXT    NOT NULL
);
CREATE INDEX outbox_pending ON outbox (kind, id) WHERE done = FALSE;

CREATE TABLE accounts (
    id        TEXT   NOT NULL PRIMARY KEY,
    pseudonym TEXT   NOT NULL UNIQUE,
    name      TEXT   NOT NULL,
    email     TEXT   NOT NULL,
    role      TEXT   NOT NULL,
    unit      TEXT   NOT NULL,
    lang      TEXT   NOT NULL,
    created   BIGINT NOT NULL,
    erased    BIGINT NOT NULL,
    words     TEXT   NOT NULL,
    sort_key  BYTEA  NOT NULL
);
CREATE UNIQUE INDEX accounts_email ON accounts (email) WHERE email <> '';

CREATE TABLE sessions (
    hash    TEXT   NOT NULL PRIMARY KEY,
    account TEXT   NOT NULL,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    device  TEXT   NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE links (
    hash    TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    email   TEXT   NOT NULL,
    account TEXT   NOT NULL,
    target  TEXT   NOT NULL,
    lang    TEXT   NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX links_expires ON links (expires);

CREATE TABLE held_forms (
    hash    TEXT   NOT NULL PRIMARY KEY,
    route   TEXT   NOT NULL,
    fields  TEXT   NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX held_forms_expires ON held_forms (expires);

CREATE TABLE areas (
    code   TEXT NOT NULL PRIMARY KEY,
    parent TEXT NOT NULL,
    names  TEXT NOT NULL
);
