-- +goose Up
-- What a proposal grew out of, such as "feedback/12", "" for nothing else.
ALTER TABLE drafts ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE proposals ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX proposals_origin ON proposals (origin) WHERE origin <> '';
