-- +goose Up
-- What a person has set of an item stays when its source changes it.
ALTER TABLE feedback ADD COLUMN tags_by_person BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE feedback ADD COLUMN area_by_person BOOLEAN NOT NULL DEFAULT FALSE;
