-- +goose Up
-- Where in the text something hangs, carried along with main; see revisions.Anchored.
-- Words of pages are BYTEA: a page may hold bytes that are not UTF-8.
CREATE TABLE anchors (
    kind         TEXT    NOT NULL,
    id           BIGINT  NOT NULL,
    -- 0 for the strategy; otherwise the proposal whose text it is, and seq counts its versions.
    proposal     BIGINT  NOT NULL,
    from_path    TEXT    NOT NULL,
    from_passage TEXT    NOT NULL,
    from_seq     BIGINT  NOT NULL,
    path         TEXT    NOT NULL,
    passage      TEXT    NOT NULL,
    seq          BIGINT  NOT NULL,
    since        BIGINT  NOT NULL,
    start_at     BIGINT  NOT NULL,
    end_at       BIGINT  NOT NULL,
    quote        BYTEA   NOT NULL,
    prefix       BYTEA   NOT NULL,
    suffix       BYTEA   NOT NULL,
    fate         TEXT    NOT NULL,
    moved        BOOLEAN NOT NULL,
    kept         TEXT    NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX anchors_proposal ON anchors (proposal) WHERE proposal > 0;
CREATE INDEX anchors_path ON anchors (path, id) WHERE proposal = 0;
CREATE INDEX anchors_from ON anchors (from_path, id) WHERE proposal = 0;

CREATE INDEX comments_parent ON comments (parent, id) WHERE parent > 0;
CREATE INDEX comments_path ON comments (path, id) WHERE proposal = 0;
