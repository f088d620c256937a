-- +goose Up
-- One row: the last commit of main that what is tied to the text has been taken through.
CREATE TABLE carried (
    seq BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO carried (seq) VALUES (0);

-- How the newest version of each live proposal goes with main as it was at seq.
-- Other rows say nothing any more and are not looked at.
CREATE TABLE fits (
    proposal BIGINT  NOT NULL PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    version  BIGINT  NOT NULL,
    base     BIGINT  NOT NULL,
    seq      BIGINT  NOT NULL,
    fit      TEXT    NOT NULL,
    cause    TEXT    NOT NULL,
    reasons  TEXT    NOT NULL,
    rivals   TEXT    NOT NULL,
    -- The author knows that the proposal needs them.
    told     BOOLEAN NOT NULL
);
