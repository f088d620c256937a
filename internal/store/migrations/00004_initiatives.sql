-- +goose Up
CREATE TABLE initiatives (
    id           BIGINT NOT NULL PRIMARY KEY,
    state        TEXT   NOT NULL,
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    lang         TEXT   NOT NULL,
    tag          TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    source_seq   BIGINT NOT NULL,
    published_by TEXT   NOT NULL,
    created      BIGINT NOT NULL
);

-- Pseudonyms alone: names are looked up in accounts, where they can be erased.
CREATE TABLE contributors (
    initiative BIGINT NOT NULL REFERENCES initiatives (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    place      BIGINT NOT NULL,
    pseudonym  TEXT   NOT NULL,
    proposals  TEXT   NOT NULL,
    PRIMARY KEY (initiative, place)
);
