-- +goose Up
CREATE TABLE drafts (
    hash     TEXT    NOT NULL PRIMARY KEY,
    account  TEXT    NOT NULL,
    proposal BIGINT  NOT NULL,
    base     TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    area     TEXT    NOT NULL,
    lang     TEXT    NOT NULL,
    capacity TEXT    NOT NULL,
    named    BOOLEAN NOT NULL,
    email    TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    edits    TEXT    NOT NULL,
    updated  BIGINT  NOT NULL,
    expires  BIGINT  NOT NULL
);
CREATE INDEX drafts_account ON drafts (account, updated);
CREATE INDEX drafts_expires ON drafts (expires);

CREATE TABLE proposals (
    id        BIGINT  NOT NULL PRIMARY KEY,
    author    TEXT    NOT NULL,
    pseudonym TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    reason    TEXT    NOT NULL,
    area      TEXT    NOT NULL,
    lang      TEXT    NOT NULL,
    capacity  TEXT    NOT NULL,
    named     BOOLEAN NOT NULL,
    version   BIGINT  NOT NULL,
    paths     TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    updated   BIGINT  NOT NULL,
    decision  BIGINT  NOT NULL,
    merged    TEXT    NOT NULL,
    -- Counted again from votes and comments whenever one of those changes.
    supports  BIGINT  NOT NULL,
    opposes   BIGINT  NOT NULL,
    abstains  BIGINT  NOT NULL,
    comments  BIGINT  NOT NULL
);
CREATE INDEX proposals_state ON proposals (state, id);
CREATE INDEX proposals_author ON proposals (author, id);

-- The pages that the newest version of each proposal touches.
CREATE TABLE proposal_paths (
    path     TEXT   NOT NULL,
    proposal BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (path, proposal)
);
CREATE INDEX proposal_paths_proposal ON proposal_paths (proposal);

-- The passages that the newest version of each proposal touches; '' is the top of the page.
CREATE TABLE proposal_passages (
    passage  TEXT   NOT NULL,
    path     TEXT   NOT NULL,
    proposal BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (passage, path, proposal)
);
CREATE INDEX proposal_passages_proposal ON proposal_passages (proposal);

CREATE TABLE proposal_versions (
    proposal    BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    n           BIGINT NOT NULL,
    base        TEXT   NOT NULL,
    commit_hash TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    edits       TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (proposal, n)
);

CREATE TABLE votes (
    proposal BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    account  TEXT   NOT NULL,
    stance   TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (proposal, account)
);

-- A comment on a passage of the strategy has proposal 0.
CREATE TABLE comments (
    id          BIGINT NOT NULL PRIMARY KEY,
    proposal    BIGINT NOT NULL,
    path        TEXT   NOT NULL,
    passage     TEXT   NOT NULL,
    quote       TEXT   NOT NULL,
    parent      BIGINT NOT NULL,
    author      TEXT   NOT NULL,
    capacity    TEXT   NOT NULL,
    lang        TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    created     BIGINT NOT NULL,
    edited      BIGINT NOT NULL,
    removed     TEXT   NOT NULL,
    removed_why TEXT   NOT NULL
);
CREATE INDEX comments_proposal ON comments (proposal, id) WHERE proposal > 0;
CREATE INDEX comments_passage ON comments (passage, id) WHERE proposal = 0;
CREATE INDEX comments_author ON comments (author, id);

CREATE TABLE comment_versions (
    comment BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    n       BIGINT NOT NULL,
    body    TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (comment, n)
);

CREATE TABLE decisions (
    id          BIGINT NOT NULL PRIMARY KEY,
    proposal    BIGINT NOT NULL REFERENCES proposals (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    version     BIGINT NOT NULL,
    verdict     TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    decided_by  TEXT   NOT NULL,
    pseudonym   TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    commit_hash TEXT   NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX decisions_proposal ON decisions (proposal, id);
