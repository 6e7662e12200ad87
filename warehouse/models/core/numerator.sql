-- What a definition counts for a project in a period, before any division.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id   the definition
-- project_id      the project
-- period_start    first day; of the calendar year when the definition pools
-- period_end      day after the last
-- value           the sum of the figures, in the signal's unit
-- base            the sum of the source's own denominators; null when it reports none
-- half_unit       half a unit of the last digit printed, added up; 0 for exact figures
-- at_least        true when a figure in it is only a lower bound
-- complete        true when every period in it was over when it was read
-- notes           precision and quality remarks of the figures in it, and which segments a pooled
--                 year has when it lacks some; null for none
with figure as (
    select
        definition.definition_id,
        member.project_id,
        seen.segment,
        seen.period_start as source_start,
        case when definition.pool = 'year'
            then date_trunc('year', seen.period_start)::date
            else seen.period_start end as period_start,
        case when definition.pool = 'year'
            then (date_trunc('year', seen.period_start) + interval 1 year)::date
            else seen.period_end end as period_end,
        seen.value,
        seen.base,
        seen.precision,
        -- a pooled year is over when all of it was, not only what it has
        seen.complete and (definition.pool is null or signal.measure = 'stock'
            or seen.observed_at >= date_trunc('year', seen.period_start) + interval 1 year)
            as complete,
        -- printed percentages have as many decimals as they need, rounded counts end in zeros
        case
            when signal.unit = 'percent' or seen.precision = 'rounded' and seen.base = 100
                then 0.5 * case when seen.value = round(seen.value) then 1
                    when 10 * seen.value = round(10 * seen.value) then 0.1 else 0.01 end
            when seen.precision = 'rounded' then 0.5 * pow(10,
                length(round(seen.value)::bigint::varchar)
                - length(rtrim(round(seen.value)::bigint::varchar, '0')))
            else 0 end as half_unit,
        replace(seen.quality, 'note: ', '') as quality
    from definition
    join signal on signal.signal_id = definition.signal_id
    join definition_member as member on member.definition_id = definition.definition_id
    join latest_observation as seen
        on seen.signal_id = definition.signal_id
        and seen.project_id = member.member_id
        and list_contains(definition.segments, seen.segment)
        and list_contains(definition.roles, seen.role)
        and not seen.suspect
),
cell as (
    -- members of a family share one base; it must not be added up with them
    select
        definition_id,
        project_id,
        period_start,
        period_end,
        segment,
        source_start,
        sum(value) as value,
        max(base) as base,
        sum(half_unit) as half_unit,
        bool_or(precision = 'at least') as at_least,
        bool_and(complete) as complete
    from figure
    group by definition_id, project_id, period_start, period_end, segment, source_start
),
total as (
    select
        definition_id,
        project_id,
        period_start,
        period_end,
        sum(value) as value,
        sum(base) as base,
        sum(half_unit) as half_unit,
        bool_or(at_least) as at_least,
        bool_and(complete) as complete
    from cell
    group by definition_id, project_id, period_start, period_end
),
remark as (
    select
        definition_id,
        project_id,
        period_start,
        period_end,
        string_agg(distinct precision, ', ' order by precision)
            filter (where precision <> 'exact') as precisions,
        string_agg(distinct quality, '; ' order by quality) as qualities
    from figure
    where precision <> 'exact' or quality is not null
    group by definition_id, project_id, period_start, period_end
),
pooled as (
    -- a pooled year that lacks some of its segments
    select
        cell.definition_id,
        project_id,
        period_start,
        period_end,
        string_agg(distinct regexp_replace(segment, '^.*, ', ''), ', '
            order by regexp_replace(segment, '^.*, ', '')) as segments
    from cell
    join definition on definition.definition_id = cell.definition_id
    where definition.pool = 'year'
    group by cell.definition_id, project_id, period_start, period_end
    having count(distinct segment) < len(any_value(definition.segments))
)
select
    total.*,
    nullif(concat_ws('; ', 'only from ' || pooled.segments, remark.precisions, remark.qualities),
        '') as notes
from total
left join remark using (definition_id, project_id, period_start, period_end)
left join pooled using (definition_id, project_id, period_start, period_end)
