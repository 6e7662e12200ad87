-- Shares of the projects that are largest now, by the definition of a signal that measures most; at
-- most one figure a month; figures that may not be evidence are open.
with usable as (
    select
        share.*,
        definition.title,
        definition.numerator as counted,
        definition.denominator as base
    from share
    join definition using (definition_id)
    where definition.signal_id = $signal
),
chosen as (
    select definition_id
    from usable
    group by definition_id
    order by count(distinct project_id) desc, count(*) desc, definition_id
    limit 1
),
largest as (
    select
        project_id,
        row_number() over (order by max_by(share, period_end) desc, project_id) as turn
    from usable
    join chosen using (definition_id)
    where usable.usable and usable.complete
    group by project_id
)
select
    usable.definition_id,
    usable.title,
    usable.counted,
    usable.base,
    usable.project_id,
    project.name,
    usable.period_start,
    usable.period_end,
    usable.share as value,
    usable.low,
    usable.high,
    usable.denominator,
    not usable.usable or not usable.complete as open
from usable
join chosen using (definition_id)
join largest using (project_id)
join project using (project_id)
where largest.turn <= 5
qualify row_number() over (
    partition by usable.project_id, date_trunc('month', usable.period_end - 1)
    order by usable.usable and usable.complete desc, usable.period_end desc, usable.period_start
) = 1
order by largest.turn, usable.period_start, usable.period_end
