-- +goose Up
-- Vectors of texts by the model that made them; text is the SHA-256 of what was
-- sent, in hex. Those of texts that are gone go when nobody asks for them.
CREATE TABLE embeddings (
    model  TEXT   NOT NULL,
    text   TEXT   NOT NULL,
    vector BYTEA  NOT NULL,
    used   BIGINT NOT NULL,
    PRIMARY KEY (model, text)
);
CREATE INDEX embeddings_used ON embeddings (model, used);
