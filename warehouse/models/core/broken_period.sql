-- Periods of a definition that a known break touches.
--
-- grain: definition_id, period_start, period_end
--
-- definition_id   the definition
-- period_start    first day
-- period_end      day after the last
-- blocked         true when a break forbids to use the period as evidence
-- breaks          the breaks, by id
-- bias_points     how far they may put a share off, each way, as a fraction; 0 for not at all
-- bias_factor     how far they may put a count or a ratio off, each way; 1 for not at all
with period as (
    select distinct definition_id, period_start, period_end from numerator
)
select
    period.definition_id,
    period.period_start,
    period.period_end,
    bool_or(gap.severity = 'block') as blocked,
    string_agg(gap.break_id, ', ' order by gap.break_id) as breaks,
    sum(coalesce(gap.bias_points, 0)) as bias_points,
    exp(sum(ln(coalesce(gap.bias_factor, 1)))) as bias_factor
from period
join definition on definition.definition_id = period.definition_id
join series_break as gap
    on gap.signal_id in (definition.signal_id, definition.total_signal_id)
    and (gap.segment is null or list_contains(definition.segments, gap.segment))
    and gap.starts < period.period_end
    -- a level shift touches only the period it falls into
    and (
        gap.ends is null
        or gap.ends > period.period_start
        and (gap.ends > gap.starts or gap.starts > period.period_start)
    )
group by period.definition_id, period.period_start, period.period_end
