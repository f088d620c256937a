-- +goose Up
-- What has changed while a grouping ran.
CREATE INDEX feedback_revision ON feedback (revision);
