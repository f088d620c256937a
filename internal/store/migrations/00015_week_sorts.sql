-- +goose Up
-- How many shown items there are of each theme in each week, and how many of them
-- nearly repeat others: all of them (sort and value empty), and those of each area,
-- source and language (sort "area", "source" and "lang").
DROP TABLE feedback_weeks;
CREATE TABLE feedback_weeks (
    sort   TEXT   NOT NULL,
    value  TEXT   NOT NULL,
    theme  BIGINT NOT NULL,
    week   BIGINT NOT NULL,
    items  BIGINT NOT NULL,
    folded BIGINT NOT NULL,
    PRIMARY KEY (sort, value, theme, week)
);
INSERT INTO feedback_weeks (sort, value, theme, week, items, folded)
    SELECT '', '', theme, week, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
    FROM feedback WHERE moderation = 'shown' GROUP BY theme, week;
INSERT INTO feedback_weeks (sort, value, theme, week, items, folded)
    SELECT 'area', area, theme, week, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
    FROM feedback WHERE moderation = 'shown' GROUP BY area, theme, week;
INSERT INTO feedback_weeks (sort, value, theme, week, items, folded)
    SELECT 'source', CAST(source AS TEXT), theme, week, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
    FROM feedback WHERE moderation = 'shown' GROUP BY source, theme, week;
INSERT INTO feedback_weeks (sort, value, theme, week, items, folded)
    SELECT 'lang', lang, theme, week, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
    FROM feedback WHERE moderation = 'shown' GROUP BY lang, theme, week;

-- The inbox is walked in this index alone, however deep; what is found by words or
-- tags is looked up in the other.
DROP INDEX feedback_answered;
CREATE INDEX feedback_answered ON feedback (answered, at, id, moderation, status);
CREATE INDEX feedback_state ON feedback (id, moderation, answered, status, at);
