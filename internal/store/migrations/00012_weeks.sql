-- +goose Up
-- How many shown items there are of each theme in each week, and how many of them
-- nearly repeat others.
CREATE TABLE feedback_weeks (
    theme  BIGINT NOT NULL,
    week   BIGINT NOT NULL,
    items  BIGINT NOT NULL,
    folded BIGINT NOT NULL,
    PRIMARY KEY (theme, week)
);
INSERT INTO feedback_weeks (theme, week, items, folded)
    SELECT theme, week, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END)
    FROM feedback WHERE moderation = 'shown' GROUP BY theme, week;
