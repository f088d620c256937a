-- +goose Up
-- Where the words of each version of a page come from, told by numbers of
-- commits: nobody's name is here.
CREATE TABLE authorship (
    path    TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    origins BYTEA  NOT NULL,
    PRIMARY KEY (path, seq)
);

-- Sentences that went, by a digest of their words, so that they keep their
-- authors when they come back; seq is the commit that first took them away.
CREATE TABLE lost_sentences (
    path     TEXT   NOT NULL,
    sentence BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    origins  BYTEA  NOT NULL,
    PRIMARY KEY (path, sentence)
);
