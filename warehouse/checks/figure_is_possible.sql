-- A figure is a number, not negative, exceeds its base nowhere, and its period runs forward and had
-- begun when it was read.
select
    signal.source_id,
    figure.run_id,
    figure.signal_id,
    figure.identifier,
    figure.segment,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.base,
    figure.locator
from observation as figure
join signal on signal.signal_id = figure.signal_id
where
    figure.value is null
    or not isfinite(figure.value)
    or figure.value < 0
    or not isfinite(figure.base)
    or figure.base <= 0
    or figure.base < figure.value and coalesce(figure.quality, '') not like 'suspect%'
    or figure.period_end <= figure.period_start
    -- a collection may pass midnight; bundled figures are those of announcements, too
    or figure.run_id <> 'snapshot'
        and figure.period_start > figure.observed_at + interval 2 day
