-- +goose Up
CREATE TABLE sources (
    id       BIGINT  NOT NULL PRIMARY KEY,
    channel  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    tag      TEXT    NOT NULL,
    username TEXT    NOT NULL,
    secret   TEXT    NOT NULL,
    every    BIGINT  NOT NULL,
    trusted  BOOLEAN NOT NULL,
    area     TEXT    NOT NULL,
    lang     TEXT    NOT NULL,
    paused   BOOLEAN NOT NULL,
    created  BIGINT  NOT NULL
);

CREATE TABLE source_runs (
    source   BIGINT NOT NULL PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    mark     TEXT   NOT NULL,
    started  BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    next_at  BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    error    TEXT   NOT NULL,
    added    BIGINT NOT NULL,
    changed  BIGINT NOT NULL,
    removed  BIGINT NOT NULL,
    known    BIGINT NOT NULL,
    refused  BIGINT NOT NULL,
    done     BIGINT NOT NULL,
    total    BIGINT NOT NULL
);

-- Keys of those who send by Open311, as hashes.
CREATE TABLE source_keys (
    id      BIGINT NOT NULL PRIMARY KEY,
    hash    TEXT   NOT NULL UNIQUE,
    name    TEXT   NOT NULL,
    created BIGINT NOT NULL,
    used    BIGINT NOT NULL
);

CREATE TABLE feedback (
    id         BIGINT  NOT NULL PRIMARY KEY,
    source     BIGINT  NOT NULL,
    origin     TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    at         BIGINT  NOT NULL,
    -- The Monday of the week that it was written in, at midnight there.
    week       BIGINT  NOT NULL,
    received   BIGINT  NOT NULL,
    changed    BIGINT  NOT NULL,
    lang       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    redacted   BOOLEAN NOT NULL,
    area       TEXT    NOT NULL,
    tags       TEXT    NOT NULL,
    service    TEXT    NOT NULL,
    attributes TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    about      TEXT    NOT NULL,
    moderation TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    answered   BOOLEAN NOT NULL,
    replies    BIGINT  NOT NULL,
    theme      BIGINT  NOT NULL,
    sure       DOUBLE PRECISION NOT NULL,
    by_person  BOOLEAN NOT NULL,
    twin       BIGINT  NOT NULL,
    -- What the source last sent, to know a change by.
    digest     TEXT    NOT NULL,
    -- Grows with everything that the grouping goes by; the grouping itself leaves it.
    revision   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX feedback_origin ON feedback (source, origin);
CREATE INDEX feedback_at ON feedback (moderation, at, id);
CREATE INDEX feedback_answered ON feedback (answered, at, id);
-- Everything that is counted of themes is counted from this index alone.
CREATE INDEX feedback_theme ON feedback (moderation, theme, at, id, week, twin, source, lang, area, answered);
CREATE INDEX feedback_twin ON feedback (twin) WHERE twin > 0;

-- How many items there are of each sort, so that nobody has to count a million.
CREATE TABLE feedback_cells (
    moderation TEXT    NOT NULL,
    source     BIGINT  NOT NULL,
    channel    TEXT    NOT NULL,
    lang       TEXT    NOT NULL,
    area       TEXT    NOT NULL,
    theme      BIGINT  NOT NULL,
    status     TEXT    NOT NULL,
    answered   BOOLEAN NOT NULL,
    twin       BOOLEAN NOT NULL,
    items      BIGINT  NOT NULL,
    PRIMARY KEY (moderation, theme, source, channel, lang, area, status, answered, twin)
);

CREATE TABLE feedback_tags (
    tag  TEXT   NOT NULL,
    item BIGINT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (tag, item)
);

CREATE TABLE tag_rules (
    tag      TEXT NOT NULL PRIMARY KEY,
    into_tag TEXT NOT NULL,
    area     TEXT NOT NULL,
    passage  TEXT NOT NULL,
    page     TEXT NOT NULL
);

-- The stems of the words of each item.
CREATE TABLE feedback_words (
    stem TEXT   NOT NULL,
    item BIGINT NOT NULL,
    PRIMARY KEY (stem, item)
);

-- Who sent what: the only place that tells, so that it can be erased.
CREATE TABLE senders (
    item    BIGINT  NOT NULL PRIMARY KEY REFERENCES feedback (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    account TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    email   TEXT    NOT NULL,
    phone   TEXT    NOT NULL,
    handle  TEXT    NOT NULL,
    lang    TEXT    NOT NULL,
    tell    BOOLEAN NOT NULL,
    consent TEXT    NOT NULL,
    -- What they have been told of, so that they hear of it once.
    told    TEXT    NOT NULL
);
CREATE INDEX senders_account ON senders (account) WHERE account <> '';
CREATE INDEX senders_email ON senders (email) WHERE email <> '';
CREATE INDEX senders_tell ON senders (item) WHERE tell = TRUE;

-- Each letter to a sender has a token of its own that opens their page.
CREATE TABLE sender_tokens (
    hash TEXT   NOT NULL PRIMARY KEY,
    item BIGINT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX sender_tokens_item ON sender_tokens (item);

CREATE TABLE feedback_replies (
    id       BIGINT NOT NULL PRIMARY KEY,
    item     BIGINT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    author   TEXT   NOT NULL,
    capacity TEXT   NOT NULL,
    unit     TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX feedback_replies_item ON feedback_replies (item, id);

CREATE TABLE themes (
    id      BIGINT  NOT NULL PRIMARY KEY,
    parent  BIGINT  NOT NULL,
    coarse  BOOLEAN NOT NULL,
    lang    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    words   TEXT    NOT NULL,
    pinned  BOOLEAN NOT NULL,
    kept    BOOLEAN NOT NULL,
    joined  BIGINT  NOT NULL,
    gone    BOOLEAN NOT NULL,
    quotes  TEXT    NOT NULL,
    near    TEXT    NOT NULL,
    created BIGINT  NOT NULL,
    changed BIGINT  NOT NULL
);
CREATE INDEX themes_parent ON themes (parent);

CREATE TABLE theme_deeds (
    id     BIGINT NOT NULL PRIMARY KEY,
    theme  BIGINT NOT NULL,
    act    TEXT   NOT NULL,
    author TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    other  BIGINT NOT NULL,
    items  TEXT   NOT NULL,
    name   TEXT   NOT NULL
);
CREATE INDEX theme_deeds_theme ON theme_deeds (theme, id);
CREATE INDEX theme_deeds_other ON theme_deeds (other, id) WHERE other > 0;

-- What puts new items into themes; the newest is the one. shift is added to
-- the ids in it that are at least above.
CREATE TABLE theme_models (
    id       BIGINT NOT NULL PRIMARY KEY,
    above    BIGINT NOT NULL,
    shift    BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    data     BYTEA  NOT NULL
);

-- A theme or an item, the other one 0, and what it speaks of.
CREATE TABLE feedback_links (
    kind   TEXT   NOT NULL,
    target TEXT   NOT NULL,
    theme  BIGINT NOT NULL,
    item   BIGINT NOT NULL,
    page   TEXT   NOT NULL,
    state  TEXT   NOT NULL,
    score  DOUBLE PRECISION NOT NULL,
    author TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (kind, target, theme, item)
);
CREATE INDEX feedback_links_theme ON feedback_links (theme) WHERE theme > 0;
CREATE INDEX feedback_links_item ON feedback_links (item) WHERE item > 0;

-- What a proposal brought to the text, wherever it stands now.
CREATE INDEX passage_log_proposal ON passage_log (proposal, passage) WHERE proposal > 0;
