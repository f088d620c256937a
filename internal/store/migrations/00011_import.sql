-- +goose Up
-- Tables of feedback that somebody uploaded.
CREATE TABLE imports (
    id      BIGINT NOT NULL PRIMARY KEY,
    account TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    size    BIGINT NOT NULL,
    source  BIGINT NOT NULL,
    reading TEXT   NOT NULL,
    state   TEXT   NOT NULL,
    done    BIGINT NOT NULL,
    total   BIGINT NOT NULL,
    added   BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    known   BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    faults  TEXT   NOT NULL,
    error   TEXT   NOT NULL,
    created BIGINT NOT NULL,
    started BIGINT NOT NULL,
    ended   BIGINT NOT NULL,
    lease   BIGINT NOT NULL
);
CREATE INDEX imports_state ON imports (state, id);

-- What they hold, until it is taken in.
CREATE TABLE import_parts (
    import BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    part   BIGINT NOT NULL,
    data   BYTEA  NOT NULL,
    PRIMARY KEY (import, part)
);
