-- Periods of a project under a definition that a known break touches.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id   the definition
-- project_id      the project
-- period_start    first day
-- period_end      day after the last
-- blocked         true when a break forbids to use the period as evidence
-- breaks          the breaks, by id
-- bias_points     how far they may put a share off, each way, as a fraction; 0 for not at all
-- bias_factor     how far they may put a share off, each way, as a factor of its odds; 1 for not at
--                 all
-- own_factor      how far they may put the project's ratio to another off, each way; 1 for not at all
-- named_factor    the part of it that is due to breaks in some projects' figures only
-- count_factor    how far they may put its count off, each way; 1 for not at all
select
    period.definition_id,
    period.project_id,
    period.period_start,
    period.period_end,
    bool_or(gap.severity = 'block') as blocked,
    string_agg(gap.break_id, ', ' order by gap.break_id) as breaks,
    sum(coalesce(gap.bias_points, 0)) as bias_points,
    exp(sum(ln(coalesce(gap.bias_factor, 1)))) as bias_factor,
    exp(sum(case when gap.own then ln(coalesce(gap.bias_factor, 1)) else 0 end
        + case when gap.own and gap.named then ln(coalesce(gap.bias_count, 1)) else 0 end))
        as own_factor,
    exp(sum(case when gap.own and gap.named
        then ln(coalesce(gap.bias_factor, 1) * coalesce(gap.bias_count, 1)) else 0 end))
        as named_factor,
    exp(sum(case when gap.own then ln(coalesce(gap.bias_factor, 1) * coalesce(gap.bias_count, 1))
        else 0 end)) as count_factor
from numerator as period
join definition_break as gap
    on gap.definition_id = period.definition_id
    and gap.project_id = period.project_id
    and gap.starts < period.period_end
    -- a level shift touches only the period it falls into
    and (
        gap.ends is null
        or gap.ends > period.period_start
        and (gap.ends > gap.starts or gap.starts > period.period_start)
    )
group by period.definition_id, period.project_id, period.period_start, period.period_end
